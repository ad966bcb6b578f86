'use strict';

/**
 * What n8n's Wait node takes from packages that are ES modules only. jest can `require` such a package
 * from Node 24.9 on, so it is compiled for those who have an older one.
 */
const ES_MODULES =
	'(sanitize-html/node_modules/)?(dom-serializer|domelementtype|domhandler|domutils|entities|htmlparser2)/';

/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '/test/e2e/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/e2e/n8n/', '<rootDir>/.cache/'],
	transform: {
		'\\.ts$|/node_modules/.+\\.js$': [
			'@swc/jest',
			{
				jsc: {
					parser: { syntax: 'typescript' },
					target: 'es2022',
				},
				module: { type: 'commonjs' },
			},
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!${ES_MODULES})`],
	globalSetup: '<rootDir>/test/setup/scratch-folder.js',
	globalTeardown: '<rootDir>/test/setup/remove-scratch-folder.js',
	reporters: ['default', '<rootDir>/test/setup/count-reporter.js'],
	testTimeout: 30_000,
	maxWorkers: 2,
};
