'use strict';

/**
 * The end-to-end tests, `npm run test:e2e`: three files at a time, since much of the time is spent
 * waiting; two cores and 8 GB are enough. Files that restart n8n or set it up in a special way start one
 * of their own, all others share one.
 *
 * @type {import('jest').Config}
 */
module.exports = {
	...require('../../jest.config.js'),
	rootDir: '../..',
	testMatch: ['<rootDir>/test/e2e/suite/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/e2e/n8n/', '<rootDir>/.cache/'],
	setupFiles: [],
	globalSetup: '<rootDir>/test/e2e/setup/global-setup.ts',
	globalTeardown: '<rootDir>/test/e2e/setup/global-teardown.ts',
	reporters: [
		['default', { summaryThreshold: 1000 }],
		'<rootDir>/test/e2e/setup/log-reporter.js',
		'<rootDir>/test/setup/count-reporter.js',
	],
	verbose: true,
	testTimeout: 180_000,
	maxWorkers: 3,
};
