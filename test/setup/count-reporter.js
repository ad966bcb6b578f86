'use strict';

/**
 * Ends a run with one line that a script can read: `N passed, N failed`, and `, N skipped` when
 * there are any. A test file that could not even load counts as one failure, since its tests were
 * never counted. jest prints its own summary after every other reporter, so the line is written
 * when the process ends.
 */
class CountReporter {
	onRunComplete(_contexts, results) {
		const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
		const skipped = results.numPendingTests + results.numTodoTests;
		const counts = [`${results.numPassedTests} passed`, `${failed} failed`];
		if (skipped > 0) counts.push(`${skipped} skipped`);
		process.once('exit', () => process.stdout.write(`${counts.join(', ')}\n`));
	}
}

module.exports = CountReporter;
