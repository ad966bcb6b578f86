import { NODE, prompts } from '../image/studio';
import { PAUSE, useSuspending } from './suspending';

const pause = useSuspending();

/** An n8n that is reached there, as it believes. */
const at = (url: string) => ({ url, onStart: () => undefined, onResult: () => undefined });

describe('where a suspended execution could never wake', () => {
	const credentials = { xhuoApi: { apiToken: 'x', baseUrl: 'https://api.example.com/v1' } };

	it('Pause is refused before anything is paid: n8n has no public address', async () => {
		const options = { credentials, server: pause.server };
		const run = await pause.studio.run(prompts(1), PAUSE, {}, options);
		expect(run.error?.message).toContain('cannot reach this n8n at http://127.0.0.1');
		expect(run.error?.description).toContain('WEBHOOK_URL');
	});

	it('Pause is refused: a worker that was not told of WEBHOOK_URL takes itself for the address', async () => {
		const run = await pause.studio
			.image(prompts(1), PAUSE)
			.run({ credentials, server: at('http://localhost:5678') });
		expect(run.error?.message).toContain('cannot reach this n8n at http://localhost:5678');
	});
});

describe('what may keep a suspended execution from waking is said', () => {
	/** The service is one of the internet that does not exist; n8n says that it is reached there. */
	const warnings = async (address: string) => {
		const credentials = { xhuoApi: { apiToken: 'x', baseUrl: 'https://api.xhuo.invalid/v1' } };
		const run = await pause.studio
			.image(prompts(1), { ...PAUSE, options: { maxRetries: 0 } }, GOES_ON)
			.run({ credentials, server: at(address) });
		return run.hints(NODE).map(({ message }) => message);
	};
	const GOES_ON = { onError: 'continueRegularOutput' } as const;

	it.each([
		['http://n8n.example.com:5678', /port 5678 of n8n.example.com.*WEBHOOK_URL/],
		['http://n8n.example.com', /http:\/\/ and not https:\/\/.*WEBHOOK_URL/],
	])('an address such as %s', async (address, warning) => {
		expect(await warnings(address)).toEqual([expect.stringMatching(warning)]);
	});

	it('and nothing of a good one', async () => {
		expect(await warnings('https://n8n.example.com')).toEqual([]);
	});

	it('a time limit of the workflow that is shorter than the limit of the node', async () => {
		const within = (executionTimeout: number) =>
			pause.studio
				.image(prompts(1), { ...PAUSE, pauseLimit: 60 })
				.set({ executionTimeout })
				.run({ credentials: pause.studio.credentials(), server: pause.server });
		const [short, long] = [await within(300), await within(7200)];
		const warning = /^'Limit \(Minutes\)' is 60, but 'Timeout After' .* is 5\./;
		expect(short.hints(NODE)[0]).toMatchObject({ message: expect.stringMatching(warning) });
		expect(long.hints(NODE)).toHaveLength(1);
		for (const waiting of [short, long]) expect(waiting.status).toBe('waiting');
	});
});
