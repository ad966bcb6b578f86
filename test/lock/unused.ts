/** A package by name: whether this project loads the dependency that it declares. */
type Loads = (dependency: string) => boolean;

const only =
	(...names: string[]): Loads =>
	(dependency) =>
		names.includes(dependency);
const allBut =
	(...names: string[]): Loads =>
	(dependency) =>
		!names.includes(dependency);

/**
 * What packages of n8n declare for parts of n8n that this project never loads: other people's services
 * and databases, reports of crashes, and the V8 isolates that only the n8n server makes. Installed, it
 * would be a gigabyte. Tests with a real n8n install all of n8n, elsewhere (`test/e2e/n8n/`).
 */
export const LOADS: Readonly<Record<string, Loads>> = {
	// Enough for most of n8n's nodes, among them all that workflows and tests here use: triggers, Set,
	// If, Split Out, Wait, Webhook, HTTP Request (the benchmark) and so on.
	'n8n-nodes-base': only(
		'@mozilla/readability',
		'@n8n/backend-network',
		'@n8n/config',
		'@n8n/di',
		'@n8n/errors',
		'@n8n/utils',
		'basic-auth',
		'cheerio',
		'cron',
		'fast-glob',
		'form-data',
		'html-to-text',
		'isbot',
		'jsdom',
		'jsonwebtoken',
		'lodash',
		'luxon',
		'mime-types',
		'moment-timezone',
		'n8n-workflow',
		'sanitize-html',
		'tmp-promise',
		'uuid',
		'xml2js',
		'zod',
	),
	'n8n-core': allBut(
		'@n8n/workflow-sdk',
		'@sentry/core',
		'@sentry/node',
		'@sentry/node-native',
		'@sentry/profiling-node',
	),
	'n8n-workflow': allBut('@codemirror/autocomplete', '@sentry/node'),
	'@n8n/blob-storage': allBut('@aws-sdk/client-s3', '@azure/identity', '@azure/storage-blob'),
	'@n8n/expression-runtime': allBut('isolated-vm'),
	'@n8n/node-cli': allBut('@n8n/ai-node-sdk'),
	// A compiler of its own; its parser takes this project's.
	'@n8n/scan-community-package': allBut('typescript'),
};
