/** A program for the keeper to run, its output appended to a file. */
export interface Program {
	/** What later orders and reports call it; one program of a name runs at a time. */
	name: string;
	command: string;
	args: string[];
	cwd: string;
	/** The whole environment: nothing is inherited. */
	env: Record<string, string>;
	/** Path of the file that takes standard output and standard error. */
	log: string;
	/** The user it runs as, and the group, by number; only root can choose. */
	uid?: number;
}

/** What the tests ask of the keeper, one JSON object a line. */
export type Order =
	| { order: 'start'; program: Program }
	/** SIGTERM first, SIGKILL when that does not help. */
	| { order: 'stop'; name: string }
	/** SIGKILL to the program and everything it started. */
	| { order: 'kill'; name: string };

/** What the keeper tells the tests, one JSON object a line. */
export type Report =
	| { report: 'started'; name: string; pid: number }
	| { report: 'failed'; name: string; reason: string }
	| { report: 'exited'; name: string; code: number | null; signal: string | null };
