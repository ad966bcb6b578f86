import fc from 'fast-check';

import { corpus, type CorpusName } from '../../support/corpus';

/** How many inputs each reader is given (issue 11, "Proof"). */
export const RUNS = 200_000;

/** Values that stand where another is expected. None of them holds an image. */
const SCRAPS: readonly unknown[] = [
	undefined,
	null,
	true,
	false,
	'true',
	'false',
	'succeeded',
	'failed',
	'processing',
	0,
	-1,
	7,
	429,
	1.5,
	1e300,
	1_777_048_800_123,
	Number.NaN,
	Infinity,
	'',
	' ',
	'0',
	'ok',
	'{}',
	'[',
	'{"error":{"code":"x"}}',
	'0001-01-01T00:00:00Z',
	'half an emoji \uD83E',
	'x'.repeat(500),
	[],
	[null],
	[[[[[[[[[[]]]]]]]]]],
	{},
	{ code: 'x' },
	{ code: 429, message: ['a', { msg: 'b' }] },
	{ toString: null, valueOf: null },
	Object.create(null),
	{ message: { message: { message: { message: { message: 'deep' } } } } },
];

/** Values that hold images, in other forms than the one at hand. */
const IMAGES: readonly unknown[] = [
	'https://cdn.example.com/other.png',
	'["https://cdn.example.com/other.png"]',
	{ url: 'https://cdn.example.com/other.png', revised_prompt: '\uDE00' },
	[{ b64_json: 'iVBORw0KGgo' }, 'ok'],
	{ data: { result: { images: ['/other.png'] } } },
];

/** Where noise is put beside an answer: names that services use, none that holds images. */
const NOISE_NAMES = [
	'success',
	'error',
	'errors',
	'status',
	'code',
	'message',
	'detail',
	'created',
	'trace_id',
	'model',
	'usage',
	'cost',
	'type',
	'elapsed',
	'__proto__',
	'toString',
];

const anyOf = <T>(list: readonly T[]) => fc.nat(list.length - 1).map((index) => list[index]);

/** Something in a place where something else belongs. */
export const scrap = anyOf(SCRAPS);

/** Further fields beside an answer; what they say must not sink its images. */
export const noise = fc
	.array(fc.tuple(anyOf(NOISE_NAMES), scrap), { maxLength: 4 })
	.map((entries): object =>
		Object.fromEntries(entries.map(([name, value]) => [name ?? '', value])),
	);

/** Inputs of the corpus with up to three of their parts exchanged, and anything at all. */
export function oddities(name: CorpusName): fc.Arbitrary<unknown> {
	const bodies = corpus(name).map(([, { body }]) => body);
	const exchange = fc.tuple(fc.nat(40), anyOf([...SCRAPS, ...IMAGES]), fc.nat(4));
	const exchanged = fc
		.tuple(anyOf(bodies), fc.array(exchange, { maxLength: 3 }))
		.map(([body, exchanges]) =>
			exchanges.reduce(
				(changed: unknown, [place, value, how]) => exchangeAt(changed, place, value, how),
				body,
			),
		);
	return fc.oneof(
		{ weight: 30, arbitrary: exchanged },
		{ weight: 1, arbitrary: fc.anything({ maxDepth: 3, maxKeys: 4 }) },
	);
}

/** Exchanges one of the parts of a value, counted from the outside in, or wraps it. */
function exchangeAt(body: unknown, place: number, value: unknown, how: number): unknown {
	let left = place % Math.max(1, countParts(body));
	const visit = (part: unknown): unknown => {
		left -= 1;
		if (left === -1) return exchanged(part, value, how);
		if (Array.isArray(part)) return part.map(visit);
		if (typeof part !== 'object' || part === null) return part;
		return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, visit(inner)]));
	};
	return visit(body);
}

function exchanged(part: unknown, value: unknown, how: number): unknown {
	if (how === 1) return [part, value];
	if (how === 2) return { data: part };
	if (how === 3) return JSON.stringify(part);
	return value;
}

function countParts(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 1;
	return Object.values(value).reduce((sum: number, part) => sum + countParts(part), 1);
}

/** Whether a text can go anywhere: it has something in it, and no half characters. */
export const isWellFormed = (text: unknown): boolean =>
	text === undefined || (typeof text === 'string' && text !== '' && !/\p{Surrogate}/u.test(text));
