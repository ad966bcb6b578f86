import type { ErrorCode } from '../../simulator';
import { noOp } from '../harness';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio();

/** Every code of the contract, §2, and the first words that a user reads. */
const CODES: ReadonlyArray<readonly [ErrorCode, number, string]> = [
	['bad_request', 400, 'The service did not accept the request'],
	['no_token', 400, 'The API token is missing'],
	['api_not_implemented', 400, 'The service does not offer this model or operation'],
	['token_mismatched', 400, 'The API token belongs to another service'],
	['invalid_token', 401, 'The API token was not accepted'],
	['token_expired', 401, 'The API token has expired'],
	['used_up', 403, 'The balance of the XHuo account is used up'],
	['disabled', 403, 'The XHuo account or token is disabled'],
	['forbidden', 403, 'The service refused the content of this request'],
	['no_api', 404, 'The service knows no such address'],
	['too_many_requests', 429, 'The service is receiving too many requests'],
	['api_error', 500, 'The service could not make this image'],
	['timeout', 504, 'The service took too long to make this image'],
];

const generations = () =>
	studio.simulator.requests.filter(({ path }) => path.endsWith('/images/generations'));

describe.each(CODES)('%s (%i)', (code, status, message) => {
	it('is told in words, with what the support needs', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'error', code }, { times: 'always' });
		const run = await studio.run(prompts(1));

		expect(run.error?.message).toBe(`${message} [item 0]`);
		expect(run.error).toMatchObject({ name: 'NodeApiError', httpCode: String(status) });
		expect(run.error?.description).toContain(`code ${code}, HTTP status ${status}, trace ID `);
		expect(run.error?.context).toMatchObject({ itemIndex: 0, data: { code, httpStatus: status } });
	});

	it('does not stop the other items under continue on fail', async () => {
		skipWaits();
		const aim = { times: 'always', match: { prompt: 'picture 2' } } as const;
		studio.simulator.misbehave({ kind: 'error', code }, aim);
		const run = await studio.run(prompts(3), {}, { onError: 'continueRegularOutput' });

		expect(run.status).toBe('success');
		const [first, second, third] = run.items(NODE);
		expect([first?.json.prompt, third?.json.prompt]).toEqual(['picture 1', 'picture 3']);
		expect(second).toMatchObject({
			pairedItem: { item: 1 },
			json: {
				error: `${message} [item 1]`,
				details: { code, httpStatus: status, traceId: expect.any(String) },
			},
		});
		expect(second?.binary).toBeUndefined();
	});
});

describe('the error output', () => {
	it('gets the items that failed, with what came in, and the other output the images', async () => {
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const items = prompts(3).map((item, index) => ({ ...item, channel: `#${index}` }));
		const run = await studio
			.image(items, {}, { onError: 'continueErrorOutput' })
			.node('Images', noOp())
			.detached('Failed', noOp())
			.connect(NODE, 'Failed', { output: 1 })
			.run({ credentials: studio.credentials() });

		expect(run.json('Images').map(({ prompt }) => prompt)).toEqual(['picture 1', 'picture 3']);
		expect(run.json('Failed')).toEqual([
			{
				prompt: 'picture 2',
				channel: '#1',
				error: 'The service refused the content of this request [item 1]',
				details: expect.objectContaining({ code: 'forbidden', mayHaveBeenBilled: false }),
			},
		]);
	});

	it('gets one image of several, if only that one failed', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { skip: 1 });
		const settings = { onError: 'continueErrorOutput' } as const;
		const run = await studio.run(prompts(1), { numberOfImages: 3 }, settings);
		expect(run.json(NODE, { output: 0 }).map(({ imageIndex }) => imageIndex)).toHaveLength(2);
		expect(run.json(NODE, { output: 1 })).toHaveLength(1);
	});
});

describe('the rate limit', () => {
	it('is waited out as long as Retry-After says in seconds', async () => {
		const slept = skipWaits();
		const fault = { kind: 'error', code: 'too_many_requests', retryAfterSeconds: 17 } as const;
		studio.simulator.misbehave(fault);
		const run = await studio.run(prompts(1));
		expect(run.items(NODE)).toHaveLength(1);
		expect(Math.round(Math.max(...slept) / 1000)).toBe(17);
	});

	it('is waited out until the date that Retry-After gives', async () => {
		const slept = skipWaits();
		studio.simulator.misbehave({
			kind: 'error',
			code: 'too_many_requests',
			retryAfterSeconds: 40,
			retryAfterForm: 'date',
		});
		const run = await studio.run(prompts(1));
		expect(run.items(NODE)).toHaveLength(1);
		expect(Math.max(...slept) / 1000).toBeGreaterThan(38);
		expect(Math.max(...slept) / 1000).toBeLessThan(41);
	});

	it('is met with 1, 2, 4, 8 and 16 seconds where nothing is said, then it is over', async () => {
		const slept = skipWaits();
		const aim = { times: 'always' } as const;
		studio.simulator.misbehave({ kind: 'error', code: 'too_many_requests' }, aim);
		const run = await studio.run(prompts(1));
		expect(run.status).toBe('error');
		expect(slept.map((ms) => Math.round(ms / 1000))).toEqual([1, 2, 4, 8, 16]);
		expect(generations()).toHaveLength(6);
		expect(studio.simulator.ledger).toHaveLength(0);
	});

	it('that one request meets slows all of them', async () => {
		skipWaits();
		const fault = { kind: 'error', code: 'too_many_requests', retryAfterSeconds: 5 } as const;
		studio.simulator.misbehave(fault, { times: 4 });
		studio.simulator.misbehave({ kind: 'latency', ms: 100 }, { times: 'always' });
		const run = await studio.run(prompts(12), { options: { concurrency: 4 } });
		expect(run.items(NODE)).toHaveLength(12);
		// Four met the limit; after it two go at once, and one more with each that is served.
		const after = generations()
			.slice(4)
			.map(({ inFlight }) => inFlight);
		expect(after.slice(0, 2)).toEqual([1, 2]);
		expect(Math.max(...after)).toBeGreaterThan(2);
		expect(Math.max(...after)).toBeLessThanOrEqual(4);
		expect(generations()).toHaveLength(16);
	});

	it('is kept to by the number of retries that the user sets', async () => {
		skipWaits();
		const aim = { times: 'always' } as const;
		studio.simulator.misbehave({ kind: 'error', code: 'too_many_requests' }, aim);
		await studio.run(prompts(1), { options: { maxRetries: 2 } });
		expect(generations()).toHaveLength(3);
	});
});

describe('api_error', () => {
	it('is tried once more, and that may succeed', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'error', code: 'api_error' });
		const run = await studio.run(prompts(1));
		expect(run.items(NODE)).toHaveLength(1);
		expect(generations()).toHaveLength(2);
	});

	it('is not tried a third time', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'error', code: 'api_error' }, { times: 'always' });
		await studio.run(prompts(1));
		expect(generations()).toHaveLength(2);
	});
});

describe('a service that cannot be reached', () => {
	it('is tried again, since nothing was sent', async () => {
		const slept = skipWaits();
		await studio.simulator.goOffline();
		const run = await studio.run(prompts(1), { options: { maxRetries: 3 } });
		await studio.simulator.goOnline();
		expect(run.error?.message).toBe('The service could not be reached [item 0]');
		expect(run.error?.description).toContain('ECONNREFUSED');
		expect(slept).toEqual([1000, 2000, 4000]);
	});

	it('is told apart from a base URL that is none', async () => {
		const credentials = studio.credentials({ baseUrl: 'api.xhuoapi.ai' });
		const run = await studio.run(prompts(1), {}, {}, { credentials });
		expect(run.error?.message).toBe("'Base URL' is not a web address: 'api.xhuoapi.ai'");
		expect(run.error?.description).toContain(
			"Open the XHuo API credential and set 'Base URL' to an address such as https://api.xhuoapi.ai/v1.",
		);
	});
});

describe('the token', () => {
	const TOKEN = 'sk-very-secret-token';

	it('is in no message, item or stored execution, even if the service quotes it', async () => {
		const message = `The token ${TOKEN} is wrong`;
		studio.simulator.misbehave({ kind: 'error', code: 'invalid_token', message });
		const credentials = studio.credentials({ apiToken: TOKEN });
		const run = await studio.run(prompts(1), {}, {}, { credentials });
		expect(run.error?.description).toContain('The token [token] is wrong');
		expect(JSON.stringify([run.data, run.error])).not.toContain(TOKEN);
	});

	it.each([
		['abcdefgh', '[token]!'],
		['abcdefg', 'abcdefg!'],
	])('is hidden from 8 characters on: %s', async (apiToken, shown) => {
		const message = `${apiToken}!`;
		studio.simulator.misbehave({ kind: 'error', code: 'invalid_token', message });
		const credentials = studio.credentials({ apiToken });
		const run = await studio.run(prompts(1), {}, {}, { credentials });
		expect(run.error?.description).toContain(`"${shown}"`);
	});

	it('is in no stored execution when the connection breaks', async () => {
		studio.simulator.misbehave({ kind: 'resetAfterAccepting' });
		const run = await studio.run(prompts(1));
		expect(run.status).toBe('error');
		expect(JSON.stringify([run.data, run.error])).not.toContain(studio.simulator.token);
	});

	it('does not travel on when the service redirects', async () => {
		studio.simulator.misbehave({ kind: 'redirect' });
		const run = await studio.run(prompts(1));
		expect(run.error?.message).toContain('redirect');
		expect(studio.simulator.requests).toHaveLength(1);
	});

	it('does not travel to the image host', async () => {
		await studio.run(prompts(1));
		const download = studio.simulator.requests.find(({ method }) => method === 'GET');
		expect(download?.headers).toBeDefined();
		expect(JSON.stringify(download?.headers)).not.toContain(studio.simulator.token);
	});

	it.each([' TOKEN\n', 'Bearer TOKEN', 'bearer  TOKEN '])('works pasted as %j', async (pasted) => {
		const apiToken = pasted.replace('TOKEN', studio.simulator.token);
		const credentials = studio.credentials({ apiToken });
		const run = await studio.run(prompts(1), {}, {}, { credentials });
		expect(run.error).toBeUndefined();
		expect(run.items(NODE)).toHaveLength(1);
	});

	it('works with a trailing slash behind the base URL', async () => {
		const credentials = studio.credentials({ baseUrl: `${studio.simulator.baseUrl}/` });
		const run = await studio.run(prompts(1), {}, {}, { credentials });
		expect(run.items(NODE)).toHaveLength(1);
	});
});
