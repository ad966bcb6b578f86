import { z } from 'zod';

import { parseArgs } from './node';
import type { SimulatorOptions } from './options';

/** A flag that the user has to correct. */
export class CliError extends Error {}

export const HELP = `XHuo Images API simulator

npm run simulator -- [flags]

  --port <number>          8787; 0 takes a free one
  --host <address>         127.0.0.1
  --public-url <url>       origin under which clients reach it, e.g. http://host.docker.internal:8787
  --token <text>           the token that is accepted
  --latency <ms>           how long a generation takes; 0
  --image-latency <ms>     how long the image host takes; 0
  --rate <n>/<ms>          at most n image calls in any span of so many ms, e.g. 5/1000
  --retry-after <form>     with a 429: seconds (default), date or none
  --max-concurrent <n>     image calls at the same moment
  --image-bytes <n>        fill image files up to so many bytes
  --plain                  one picture per size: less work, for measurements
  --seed <n>               the same ids and the same chances in every run
  --callback-form <form>   nested (default) or flat
  --platform <name>        xhuo (default) or sister: what the sister platform documents
  --mishaps <percent>      so many of all requests go wrong, each by chance, e.g. 5
  --callback-attempts <n>  deliveries tried until the receiver answers 2xx; 1
  --list-faults            the named faults, as Markdown; nothing is started
  --help

Look at it with GET /, /_ledger and /_requests; order faults with POST /_misbehave (GET /_faults lists
their names).`;

const whole = z.string().regex(/^\d+$/, 'must be a whole number').transform(Number);

const FlagsSchema = z.object({
	port: whole.pipe(z.number().max(65_535)).default('8787'),
	host: z.string().min(1).optional(),
	'public-url': z.string().url().optional(),
	token: z.string().regex(/^\S+$/, 'must not contain spaces').optional(),
	latency: whole.optional(),
	'image-latency': whole.optional(),
	rate: z
		.string()
		.regex(/^[1-9]\d*\/[1-9]\d*$/, 'must be <requests>/<ms>, e.g. 5/1000')
		.optional(),
	'retry-after': z.enum(['seconds', 'date', 'none']).optional(),
	'max-concurrent': whole.pipe(z.number().min(1)).optional(),
	'image-bytes': whole.optional(),
	plain: z.boolean().optional(),
	seed: whole.optional(),
	platform: z.enum(['xhuo', 'sister']).optional(),
	mishaps: whole.pipe(z.number().max(100)).optional(),
	'callback-form': z.enum(['nested', 'flat']).optional(),
	'callback-attempts': whole.pipe(z.number().min(1)).optional(),
});

const TEXT_FLAGS = Object.keys(FlagsSchema.shape).filter((name) => name !== 'plain');

/**
 * Reads the command line.
 * @returns options for `startSimulator`, or `help` or `faults` when that was asked for
 * @throws CliError, or a TypeError of Node's for an unknown flag; both name the flag
 */
export function readFlags(argv: readonly string[]): SimulatorOptions | 'help' | 'faults' {
	const values = parse(argv);
	if (values.help) return 'help';
	if (values['list-faults']) return 'faults';
	const parsed = FlagsSchema.safeParse(values);
	if (!parsed.success) {
		const lines = parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
		throw new CliError(lines.join('\n'));
	}
	const flags = parsed.data;
	const [requests, perMs] = (flags.rate ?? '').split('/').map(Number);
	return {
		port: flags.port,
		host: flags.host,
		publicUrl: flags['public-url'],
		token: flags.token,
		latencyMs: flags.latency,
		imageLatencyMs: flags['image-latency'],
		rateLimit:
			requests && perMs ? { requests, perMs, retryAfter: flags['retry-after'] } : undefined,
		maxConcurrent: flags['max-concurrent'],
		imageBytes: flags['image-bytes'],
		pictures: flags.plain ? 'plain' : 'drawn',
		seed: flags.seed,
		platform: flags.platform,
		mishaps: flags.mishaps === undefined ? undefined : { share: flags.mishaps / 100 },
		callbacks: { form: flags['callback-form'], attempts: flags['callback-attempts'] },
	};
}

function parse(argv: readonly string[]): Record<string, unknown> {
	const options = Object.fromEntries(
		TEXT_FLAGS.map((name): [string, { type: 'string' }] => [name, { type: 'string' }]),
	);
	return parseArgs({
		args: [...argv],
		options: {
			...options,
			plain: { type: 'boolean' },
			'list-faults': { type: 'boolean' },
			help: { type: 'boolean' },
		},
	}).values;
}
