import { z } from 'zod';

const positionSchema = z.object({ line: z.number(), column: z.number() });
const mutantSchema = z.object({
	status: z.string(),
	replacement: z.string().default(''),
	location: z.object({ start: positionSchema, end: positionSchema }),
});
const reportSchema = z.object({
	files: z.record(z.object({ source: z.string(), mutants: z.array(mutantSchema) })),
});

/** A change of the code that no test noticed. */
export interface Survivor {
	/** The file, from the folder of the nodes on. */
	readonly file: string;
	readonly line: number;
	/** The first line of what was changed, as it is in the file, without indentation. */
	readonly code: string;
	/** The changed part before and after, in one line each. */
	readonly from: string;
	readonly to: string;
}

/** What became of the mutants of one room. */
export interface RoomReport {
	/** Those that can live: without the ones that did not even load. */
	readonly mutants: number;
	/** Noticed by a test, or never ending. */
	readonly killed: number;
	readonly survivors: readonly Survivor[];
}

const KILLED = ['Killed', 'Timeout'];
const SURVIVED = ['Survived', 'NoCoverage'];
const NODES = 'nodes/XhuoImage/';
/** Code is shown in one line of at most this many characters. */
const WIDTH = 100;

/** Reads a report as Stryker writes it: the schema of mutation testing reports. */
export function readReport(text: string): RoomReport {
	const { files } = reportSchema.parse(JSON.parse(text));
	const all = Object.entries(files).flatMap(([path, { source, mutants }]) =>
		mutants.map(({ status, replacement, location: { start, end } }) => {
			const lines = source.split('\n');
			const survivor: Survivor = {
				file: path.replace(NODES, ''),
				line: start.line,
				code: inOneLine(lines[start.line - 1] ?? ''),
				from: inOneLine(between(lines, start, end)),
				to: inOneLine(replacement),
			};
			return { status, survivor };
		}),
	);
	const count = (statuses: readonly string[]) =>
		all.filter(({ status }) => statuses.includes(status)).length;
	return {
		mutants: count([...KILLED, ...SURVIVED]),
		killed: count(KILLED),
		survivors: all
			.filter(({ status }) => SURVIVED.includes(status))
			.map(({ survivor }) => survivor),
	};
}

type Position = z.infer<typeof positionSchema>;

/** Lines and columns count from 1; the end is the first position behind. */
function between(lines: readonly string[], start: Position, end: Position): string {
	return lines
		.slice(start.line - 1, end.line)
		.map((line, place, all) => {
			const until = place === all.length - 1 ? end.column - 1 : line.length;
			return line.slice(place === 0 ? start.column - 1 : 0, until);
		})
		.join('\n');
}

/** Also without what would end the cell of a table. */
function inOneLine(code: string): string {
	const line = code.replace(/\s+/g, ' ').replace(/[|`]/g, "'").trim();
	return line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line;
}
