/** What a soak is told. */
export interface SoakArguments {
	/** Minutes of work. */
	readonly minutes: number;
	/** After how many of them n8n's memory is what it should stay. */
	readonly settled: number;
	/** Of all requests, those that go wrong: from 0 to 1. */
	readonly share: number;
	/** Repeats the choices by chance. */
	readonly seed: number;
	/** Whether n8n's own HTTP Request nodes make the images: what n8n needs without this package. */
	readonly isControl: boolean;
}

const USAGE =
	'Usage: npm run soak -- [--minutes 30] [--faults 5, in percent] [--seed 1] [--control]';

const CONTROL = '--control';

/** n8n has loaded and compiled what it needs by then. */
const SETTLED_AFTER = 5;
/** Of a run that is too short for that. */
const SETTLED_SHARE = 0.4;

/**
 * Reads what stands behind `npm run soak --`.
 *
 * @throws with the usage when it is not understood
 */
export function readArguments(args: readonly string[]): SoakArguments {
	const values: Record<string, number> = { '--minutes': 30, '--faults': 5, '--seed': 1 };
	const isControl = args.includes(CONTROL);
	const pairs = args.filter((argument) => argument !== CONTROL);
	for (let place = 0; place < pairs.length; place += 2) {
		const [name = '', value] = pairs.slice(place, place + 2);
		const number = Number(value);
		if (!(name in values) || value === undefined || !(number >= 0)) throw new Error(USAGE);
		values[name] = number;
	}
	const { '--minutes': minutes = 0, '--faults': percent = 0, '--seed': seed = 0 } = values;
	return {
		minutes,
		settled: Math.min(SETTLED_AFTER, minutes * SETTLED_SHARE),
		share: percent / 100,
		seed,
		isControl,
	};
}
