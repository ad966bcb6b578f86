import { existsSync, readFileSync, statSync } from '../support/node';

export interface LogEntry {
	/** error, warn, info, debug; `raw` for what did not come from n8n's logger, such as a crash. */
	level: string;
	message: string;
	/** The line as n8n wrote it. */
	line: string;
}

/** n8n's log file, read afresh at every question. */
export class N8nLog {
	/** @param skipped how many bytes at the beginning of the file are none of the reader's business */
	constructor(
		readonly path: string,
		private readonly skipped = 0,
	) {}

	/** What is written to a log from now on. */
	static fromNowOn(path: string): N8nLog {
		return new N8nLog(path, statSync(path).size);
	}

	text(): string {
		if (!existsSync(this.path)) return '';
		return readFileSync(this.path).subarray(this.skipped).toString('utf8');
	}

	entries(): LogEntry[] {
		const lines = this.text().split('\n');
		return lines.filter((line) => line.trim() !== '').map(parseLine);
	}

	/** Errors and warnings, and what was written past the logger. */
	complaints(): LogEntry[] {
		return this.entries().filter(({ level }) => !['info', 'debug'].includes(level));
	}

	/** The last lines, for the reader of a failed test. */
	tail(lines = 30): string {
		const readable = this.entries().map(({ level, message }) => `${level}: ${message}`);
		return readable.slice(-lines).join('\n');
	}
}

function parseLine(line: string): LogEntry {
	try {
		const { level, message }: { level: unknown; message: unknown } = JSON.parse(line);
		if (typeof level === 'string' && typeof message === 'string') return { level, message, line };
	} catch {
		// Not a line of the logger.
	}
	return { level: 'raw', message: line, line };
}
