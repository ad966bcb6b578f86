'use strict';

const fs = require('node:fs');
const path = require('node:path');

const TAIL_LINES = 40;

/** After a test file that failed, shows the end of the log of its n8n, own or shared, and where the rest is. */
class LogReporter {
	constructor({ rootDir }) {
		this.folder = path.join(rootDir, 'output', 'e2e');
	}

	onRunStart() {
		this.startedAt = Date.now();
	}

	/** Logs stay for their reader until the next n8n of that name. */
	isOfThisRun(log) {
		return fs.existsSync(log) && fs.statSync(log).mtimeMs >= this.startedAt;
	}

	onTestResult(test, result) {
		if (result.numFailingTests === 0 && !result.testExecError) return;
		const name = path.basename(test.path, '.test.ts');
		const own = this.logsOf(name);
		for (const log of own.length > 0 ? own : this.logsOf('shared')) this.show(log);
	}

	/** In queue mode, each process of an n8n has a log of its own. */
	logsOf(name) {
		const pattern = /^(\.(main|(webhook|worker)\d+))?\.n8n\.log$/;
		if (!fs.existsSync(this.folder)) return [];
		return fs
			.readdirSync(this.folder, { encoding: 'utf8' })
			.filter((file) => file.startsWith(name) && pattern.test(file.slice(name.length)))
			.map((file) => path.join(this.folder, file))
			.filter((log) => this.isOfThisRun(log));
	}

	show(log) {
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
