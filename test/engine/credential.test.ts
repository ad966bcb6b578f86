import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { XhuoImage } from '../../nodes/XhuoImage/XhuoImage.node';
import { startSimulator, type Simulator } from '../simulator';
import { credentialTestContext } from './harness';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator();
});
afterEach(() => simulator.reset());
afterAll(async () => await simulator.close());

/** Presses Test in the credential dialog. */
async function press(data: ICredentialDataDecryptedObject) {
	const { testXhuoApi } = new XhuoImage().methods.credentialTest;
	const credential = { id: '1', name: 'XHuo', type: 'xhuoApi' };
	return await testXhuoApi.call(credentialTestContext(), { ...credential, data });
}

const withToken = (apiToken: string) => ({ apiToken, baseUrl: simulator.baseUrl });

describe('the test in the credential dialog', () => {
	it('says that a good token works, and costs nothing', async () => {
		expect(await press(withToken(simulator.token))).toEqual({
			status: 'OK',
			message: 'The token works. This test cost nothing.',
		});
		expect(simulator.ledger).toHaveLength(0);
		expect(simulator.requests).toMatchObject([
			{
				method: 'POST',
				path: '/v1/openai/images/generations',
				headers: { accept: 'application/json', 'content-type': 'application/json' },
				body: { model: 'gpt-image-2', prompt: 'Credential test', size: 'none' },
			},
		]);
	});

	it('takes a token however it was pasted', async () => {
		expect(await press(withToken(`Bearer ${simulator.token}\n`))).toMatchObject({ status: 'OK' });
	});

	it('tells apart what can be wrong with a token', async () => {
		const verdicts = await Promise.all(
			[
				'nonsense',
				simulator.expiredToken,
				simulator.otherServiceToken,
				simulator.emptyToken,
				simulator.disabledToken,
			].map(async (token) => await press(withToken(token))),
		);
		expect(verdicts.map(({ status, message }) => `${status}: ${message.split('.')[0]}`)).toEqual([
			'Error: The API token was not accepted',
			'Error: The API token has expired',
			'Error: The API token belongs to another service',
			'Error: The balance of the XHuo account is used up',
			'Error: The XHuo account or token is disabled',
		]);
	});

	it('tells a host that cannot be reached', async () => {
		await simulator.goOffline();
		const verdict = await press(withToken(simulator.token));
		await simulator.goOnline();
		expect(verdict).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/^The service could not be reached\. Check the 'Base URL'/),
		});
		expect(verdict.message).not.toMatch(/billed|Stryker/);
	});

	it.each([
		['another API', { kind: 'answer', status: 404, body: { message: 'Not Found' } }],
		['a web page', { kind: 'answer', status: 200, body: '<html>Welcome</html>' }],
		['a page that says 400', { kind: 'answer', status: 400, body: 'Bad Request' }],
		['a redirect', { kind: 'redirect' }],
	] as const)('does not take %s for the service', async (_what, fault) => {
		simulator.misbehave(fault, { when: () => true });
		const verdict = await press(withToken(simulator.token));
		expect(verdict.status).toBe('Error');
		expect(verdict.message).toContain('does not answer like the XHuo Images API');
	});

	it.each([{ data: [{ url: 'https://cdn.example.com/1.png' }] }, { task_id: 'T' }])(
		'says that it may have been billed where the service did the work (%j)',
		async (body) => {
			simulator.misbehave({ kind: 'answer', status: 200, body }, { when: () => true });
			expect(await press(withToken(simulator.token))).toEqual({
				status: 'OK',
				message:
					'The token works. But the service made an image for this test instead of refusing it, so this test may have been billed.',
			});
		},
	);

	it.each([
		['no_token', 'The API token is missing'],
		['invalid_token', 'The API token was not accepted'],
		['token_expired', 'The API token has expired'],
		['token_mismatched', 'The API token belongs to another service'],
		['used_up', 'The balance of the XHuo account is used up'],
		['disabled', 'The XHuo account or token is disabled'],
		['api_not_implemented', 'The service does not offer this model or operation'],
	])('does not take %s for a refusal of the request', async (code, message) => {
		const body = { success: false, error: { code, message: 'no' } };
		simulator.misbehave({ kind: 'answer', status: 400, body }, { when: () => true });
		expect(await press(withToken(simulator.token))).toEqual({
			status: 'Error',
			message: expect.stringContaining(message),
		});
	});

	it('takes JSON for no page of a firewall', async () => {
		const headers = { 'cf-ray': '8a1' };
		const fault = { kind: 'answer', status: 403, body: { hello: 1 }, headers } as const;
		simulator.misbehave(fault, { when: () => true });
		expect((await press(withToken(simulator.token))).message).toContain(
			'does not answer like the XHuo Images API',
		);
	});

	it('tells the page of a firewall', async () => {
		const body = '<html><head><title>Blocked</title></head></html>';
		simulator.misbehave({ kind: 'answer', status: 403, body }, { when: () => true });
		expect(await press(withToken(simulator.token))).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/blocked the request.*"Blocked"/),
		});
	});

	it('says what is wrong with the base URL', async () => {
		const wrongPath = `${simulator.url}/v9`;
		expect(await press({ apiToken: 'x', baseUrl: 'xhuo' })).toMatchObject({
			message: expect.stringContaining("'Base URL' is not a web address"),
		});
		expect(await press({ apiToken: simulator.token, baseUrl: wrongPath })).toMatchObject({
			message: expect.stringContaining("Check the 'Base URL'"),
		});
	});

	it('says that the service is too busy to tell', async () => {
		simulator.misbehave({ kind: 'error', code: 'too_many_requests' });
		expect(await press(withToken(simulator.token))).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('too many requests'),
		});
	});

	it('needs a token to begin with', async () => {
		expect(await press(withToken(' '))).toMatchObject({
			status: 'Error',
			message: expect.stringContaining('API Token is empty'),
		});
		expect(simulator.requests).toHaveLength(0);
	});
});
