import type { RunningN8n } from '../instance/running-n8n';

/** What n8n says whatever the nodes do. */
const OF_N8N_ITSELF = [
	/Migrations in progress/,
	/Python task runner/,
	/There are deprecations related to/,
	/Automatic license renewal is disabled/,
	// On a machine that is very busy.
	/Database ping failed|Database is not ready/,
	/^Skipped a system task occurrence, its previous run is still going$/,
	// Just after the activation, see callWebhook.
	/webhook .* is not registered|not registered for POST requests/,
	// Of every run that the editor's button started, once it was suspended.
	/Skipping execution data push/,
	// Of every restart: n8n takes suspended executions for crashed ones, and puts them right at once.
	/Found unfinished executions/,
	// A limit that passed while n8n was off.
	/TimeoutNegativeWarning|Timeout duration was set to 1|node --trace-warnings/,
];

/** What n8n writes when it turns a callback away that nobody waits for: often two lines each. */
const OF_LATE_CALLBACKS = [
	/The execution "\d+"? (is running|has finished) already/,
	/does not contain a waiting webhook/,
	// Between two callbacks that come at the same moment: the first one has begun to resume the execution.
	/Cannot read properties of undefined \(reading 'inputOverride'\)/,
	// While an execution runs of which nothing is stored yet: n8n looks into it before it says so.
	/Cannot read properties of undefined \(reading 'resumeToken'\)/,
];

/** What the failures are called that other test files cause in the shared n8n at the same time. */
export const OF_OTHER_FILES = [
	/^The execution was canceled \[item \d+\]$/,
	/^The service refused the content of this request \[item \d+\]$/,
	/^The service did not accept the request \[item \d+\]$/,
	/^The connection was cut before the answer came \[item \d+\]$/,
	/could not make this image/,
	/^Limit \(Minutes\) is \d+, but n8n ends this workflow/,
];

/**
 * Warnings and errors in n8n's log that nothing in these tests explains.
 *
 * @param explained by the test
 */
export function unexpectedComplaints(
	{ log }: RunningN8n,
	explained: readonly RegExp[] = [],
): string[] {
	const expected = [...OF_N8N_ITSELF, ...OF_LATE_CALLBACKS, ...explained];
	return log
		.complaints()
		.map(({ message }) => message)
		.filter((message) => !expected.some((pattern) => pattern.test(message)));
}
