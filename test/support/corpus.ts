import { z } from 'zod';

import { join, readFileSync, resolve } from './node';

/** Odd but real things that services of this kind send, and what is to be read in them. */
export type CorpusName =
	| 'generations'
	| 'elsewhere'
	| 'submissions'
	| 'tasks'
	| 'callbacks'
	| 'refusals';

const caseSchema = z.object({
	name: z.string(),
	status: z.number().default(200),
	headers: z.record(z.string(), z.string()).default({}),
	body: z.unknown(),
	expected: z.unknown(),
});

/** One input of the corpus; `expected` is `null` where nothing is to be read. */
export type CorpusCase = z.infer<typeof caseSchema>;

/** All inputs of one kind, as `test.each` takes them: the name first. */
export function corpus(name: CorpusName): Array<[string, CorpusCase]> {
	const path = join(resolve('test/corpus'), `${name}.json`);
	const cases = z.array(caseSchema).parse(JSON.parse(readFileSync(path, 'utf8')));
	return cases.map((entry) => [entry.name, entry]);
}
