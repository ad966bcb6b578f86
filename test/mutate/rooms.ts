/** The rooms whose tests are tried, by the name of their folder. */
export const ROOMS = ['ledger', 'callback', 'files', 'models', 'api'] as const;
export type Room = (typeof ROOMS)[number];

/** Rooms above that have no rules of their own, and whose tests are really about this one. */
const MORE_TESTS: Partial<Record<Room, readonly string[]>> = { api: ['tasks'] };

/** What Stryker is told for a room: see its documentation of the configuration file. */
export function configurationOf(room: Room, report: string): object {
	const folders = [room, ...(MORE_TESTS[room] ?? [])];
	return {
		mutate: [`nodes/XhuoImage/${room}/*.ts`],
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
				testMatch: folders.map((folder) => `<rootDir>/test/unit/${folder}/**/*.test.ts`),
				setupFiles: ['<rootDir>/test/mutate/short-properties.js'],
				globalSetup: null,
				globalTeardown: null,
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
		concurrency: 1,
		// The machine may be busy: only what runs on and on shall count as timed out.
		timeoutMS: 8000,
		reporters: ['json', 'progress'],
		jsonReporter: { fileName: report },
		allowConsoleColors: false,
	};
}
