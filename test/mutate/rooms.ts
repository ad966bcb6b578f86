import { availableParallelism } from 'node:os';

/** The rooms whose tests are tried, by the name of their folder. */
export const ROOMS = ['ledger', 'callback', 'files', 'models', 'api'] as const;
export type Room = (typeof ROOMS)[number];

/** Rooms above that have no rules of their own, and whose tests are really about this one. */
const MORE_TESTS: Partial<Record<Room, readonly string[]>> = { api: ['tasks'] };

/** Files that do nothing without n8n, and the tests that run them in its engine. */
const IN_ENGINE: Partial<Record<Room, { files: readonly string[]; tests: readonly string[] }>> = {
	api: {
		files: ['baseUrl', 'client', 'clock', 'credentialTest', 'token', 'tryCredential'],
		tests: ['credential', 'image/errors', 'image/answers', 'task/get'],
	},
	files: {
		files: [
			'describeBytes',
			'download',
			'fetchImage',
			'imageForm',
			'imageHints',
			'inputPictures',
			'reasons',
			'store',
			'urlPictures',
		],
		tests: ['image/downloads', 'image/storing', 'image/pictures', 'edit/checks', 'edit/edit'],
	},
};

/** What one run of Stryker changes, and the tests that may notice; both as patterns. */
export interface Run {
	/** Of its report, within the room. */
	readonly name: string;
	readonly mutate: readonly string[];
	readonly tests: readonly string[];
	readonly isInEngine: boolean;
}

/** The runs that a room takes: its rules with their unit tests, and the rest in n8n's engine. */
export function runsOf(room: Room): readonly Run[] {
	const { files, tests } = IN_ENGINE[room] ?? { files: [], tests: [] };
	const inEngine = files.map((file) => `nodes/XhuoImage/${room}/${file}.ts`);
	const rules: Run = {
		name: room,
		mutate: [`nodes/XhuoImage/${room}/*.ts`, ...inEngine.map((file) => `!${file}`)],
		tests: [room, ...(MORE_TESTS[room] ?? [])].map(
			(folder) => `<rootDir>/test/unit/${folder}/**/*.test.ts`,
		),
		isInEngine: false,
	};
	if (inEngine.length === 0) return [rules];
	const engine: Run = {
		name: `${room}-in-engine`,
		mutate: inEngine,
		tests: tests.map((test) => `<rootDir>/test/engine/${test}.test.ts`),
		isInEngine: true,
	};
	return [rules, engine];
}

/**
 * What Stryker is told for a run: see its documentation of the configuration file.
 *
 * @param report the file to write the report to; what was found is kept beside it for the next time
 * @param withStatic whether to change also what runs only while a file loads, such as tables: for each
 *   of those, all tests of the room are run, in files that are loaded anew
 */
export function configurationOf(
	{ mutate, tests, isInEngine }: Run,
	report: string,
	withStatic: boolean,
): object {
	const ownSetup = { globalSetup: null, globalTeardown: null };
	return {
		mutate,
		testRunner: 'jest',
		plugins: ['@stryker-mutator/jest-runner'],
		testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
		coverageAnalysis: 'perTest',
		jest: {
			projectType: 'custom',
			configFile: 'jest.config.js',
			// Which tests reach a mutant is known from the coverage.
			enableFindRelatedTests: false,
			config: {
				testMatch: tests,
				setupFiles: ['<rootDir>/test/mutate/short-properties.js'],
				...(isInEngine ? {} : ownSetup),
			},
		},
		// The sandbox lies within the project, whose node_modules Node finds above it.
		tempDirName: '.cache/mutants',
		symlinkNodeModules: false,
		cleanTempDir: 'always',
		ignorePatterns: ['/output', '/dist', '/.cache', '/docs', '/test/e2e'],
		// Nothing is compiled with TypeScript here, so none is needed beside Stryker.
		tsconfigFile: 'none',
		disableTypeChecks: false,
		ignoreStatic: !withStatic,
		concurrency: availableParallelism(),
		// What has not changed since, nor its tests, is not tried again.
		incremental: true,
		incrementalFile: `${report}.incremental`,
		// The machine may be busy: only what runs on and on shall count as timed out.
		timeoutMS: 8000,
		reporters: ['json', 'progress'],
		jsonReporter: { fileName: report },
		allowConsoleColors: false,
	};
}
