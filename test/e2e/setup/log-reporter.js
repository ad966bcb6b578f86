'use strict';

const fs = require('node:fs');
const path = require('node:path');

const TAIL_LINES = 40;

/** After a test file that failed, shows the end of the log of the n8n that it ran, and where the rest is. */
class LogReporter {
	constructor({ rootDir }) {
		this.folder = path.join(rootDir, 'output', 'e2e');
	}

	onTestResult(test, result) {
		if (result.numFailingTests === 0 && !result.testExecError) return;
		const log = path.join(this.folder, `${path.basename(test.path, '.test.ts')}.n8n.log`);
		if (!fs.existsSync(log)) return;
		const all = fs.readFileSync(log, 'utf8').trimEnd().split('\n').map(readable);
		const lines = all.filter((line) => !/^ {2}info: (Starting|Finished) migration/.test(line));
		process.stdout.write(`\nThe end of n8n's log, ${path.relative(process.cwd(), log)}:\n`);
		process.stdout.write(`${lines.slice(-TAIL_LINES).join('\n')}\n\n`);
	}
}

/** A line of n8n's JSON log, shortened to what a person looks for. */
function readable(line) {
	try {
		const { level, message } = JSON.parse(line);
		return `  ${level}: ${message}`;
	} catch {
		return `  ${line}`;
	}
}

module.exports = LogReporter;
