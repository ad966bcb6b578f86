import { availableParallelism } from '../support/node';

/** What is changed together, and the tests that may notice it. */
export interface Run {
	readonly name: string;
	/** Patterns of the files that are changed. */
	readonly mutate: readonly string[];
	/** Patterns of the tests. */
	readonly tests: readonly string[];
	readonly isInEngine: boolean;
}

const fileOf = (room: string) => (name: string) => `nodes/XhuoImage/${room}/${name}.ts`;

/** The rules of a room, by the unit tests of some folders; but for files that do nothing without n8n. */
const rules = (room: string, tested: readonly string[], but: readonly string[] = []): Run => ({
	name: room,
	mutate: [`nodes/XhuoImage/${room}/*.ts`, ...but.map((name) => `!${fileOf(room)(name)}`)],
	tests: tested.map((folder) => `<rootDir>/test/unit/${folder}/**/*.test.ts`),
	isInEngine: false,
});

/** Files of a room that do nothing without n8n, by tests that run them in its engine. */
const inEngine = (
	name: string,
	room: string,
	files: readonly string[],
	tests: readonly string[],
): Run => ({
	name: `${name}-in-engine`,
	mutate: files.map(fileOf(room)),
	tests: tests.map((test) => `<rootDir>/test/engine/${test}.test.ts`),
	isInEngine: true,
});

const API_IN_ENGINE = ['client', 'credentialTest', 'tryCredential'];
const FILES_IN_ENGINE = ['download', 'fetchImage', 'store'];
const PICTURES_IN_ENGINE = ['inputPictures', 'urlPictures'];

/** Rooms and parts of rooms, in the order in which they are tried. */
export const RUNS: readonly Run[] = [
	rules('ledger', ['ledger']),
	rules('callback', ['callback']),
	rules('files', ['files'], [...FILES_IN_ENGINE, ...PICTURES_IN_ENGINE]),
	rules('models', ['models']),
	// Asking for tasks has no rules of its own, and its tests are really about this room.
	rules('api', ['api', 'tasks'], API_IN_ENGINE),
	inEngine('api', 'api', API_IN_ENGINE, [
		'credential',
		'image/errors',
		'image/answers',
		'task/get',
		'task/choice',
		'edit/files',
	]),
	inEngine('files', 'files', FILES_IN_ENGINE, [
		'image/downloads',
		'image/storing',
		'image/pictures',
	]),
	inEngine('pictures', 'files', PICTURES_IN_ENGINE, ['edit/checks', 'edit/edit']),
];

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
			// Files with no test that reaches a mutant are not even loaded. In n8n's engine nobody can tell: it
			// loads the nodes itself.
			enableFindRelatedTests: !isInEngine,
			config: {
				testMatch: tests,
				// Only for those tests that use it: to load it takes longer than most tests.
				moduleNameMapper: { '^fast-check$': '<rootDir>/test/mutate/short-properties.js' },
				// The engine loads a file when it needs it, so that what runs while a file loads would count as
				// tried by whichever test came first.
				setupFilesAfterEnv: [
					'<rootDir>/test/mutate/end-early.js',
					...(isInEngine ? mutate.map((file) => `<rootDir>/${file}`) : []),
				],
				...(isInEngine ? { testTimeout: 10_000 } : ownSetup),
			},
		},
		// The sandbox lies within the project, whose node_modules Node finds above it; the engine's harness
		// looks for n8n's nodes in its own.
		tempDirName: '.cache/mutants',
		symlinkNodeModules: isInEngine,
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
		// Each test file leaves jest's AsyncLocalStorage behind, and Node.js before 24 passes every promise
		// through all of them: after some hundred mutants that takes longer than the tests.
		maxTestRunnerReuse: 40,
		// The machine may be busy: only what runs on and on shall count as timed out. The engine takes seconds
		// to load.
		timeoutMS: isInEngine ? 15_000 : 8000,
		reporters: ['json', 'progress'],
		jsonReporter: { fileName: report },
		allowConsoleColors: false,
	};
}
