import type { KnownTokens } from '../../simulator/contract/account';
import { createCredential, testCredential, type Verdict } from '../api/credentials';
import { openWorkbench, type Workbench } from '../setup/workbench';

describe("the test in n8n's credential dialog", () => {
	let bench: Workbench;

	beforeAll(async () => {
		bench = await openWorkbench();
	});
	afterAll(async () => await bench?.close());

	it('is green for a good token', async () => {
		const { api, simulator } = bench;

		expect(await verdictOn(simulator.token)).toMatchObject({ status: 'OK' });
		expect(await testCredential(api, bench.credential)).toMatchObject({ status: 'OK' });
	});

	it('is green when the base URL ends in a slash', async () => {
		const { simulator } = bench;

		expect(await verdictOn(simulator.token, `${simulator.baseUrl}/`)).toMatchObject({
			status: 'OK',
		});
	});

	it.each<[string, keyof KnownTokens, RegExp]>([
		['a token of another service', 'otherServiceToken', /another service/i],
		['an account without balance', 'emptyToken', /balance/i],
		['a token that has expired', 'expiredToken', /expired/i],
		['an account that is disabled', 'disabledToken', /disabled/i],
	])('is red for %s and says so', async (_, token, reason) => {
		const verdict = await verdictOn(bench.simulator[token]);

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(reason);
	});

	it('is red for a wrong token and says so', async () => {
		const verdict = await verdictOn('no-such-token');

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(/token was not accepted/i);
	});

	it('is red for a host that nobody answers at, and says so', async () => {
		const verdict = await verdictOn(bench.simulator.token, 'http://127.0.0.1:9/v1');

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(/reach/i);
	});

	it('is red for an address that is another web site, and says so', async () => {
		const verdict = await verdictOn(bench.simulator.token, bench.n8n.url);

		expect(verdict.status).toBe('Error');
		expect(verdict.message).toMatch(/does not answer like/i);
	});

	it('has cost nothing, and repeats no token', async () => {
		expect(bench.simulator.ledger).toEqual([]);
		expect((await verdictOn('no-such-token')).message).not.toContain('no-such-token');
	});

	async function verdictOn(apiToken: string, baseUrl = bench.simulator.baseUrl): Promise<Verdict> {
		const data = { apiToken, baseUrl };
		const { api } = bench;
		return await testCredential(
			api,
			await createCredential(api, { name: 'Candidate', type: 'xhuoApi', data }),
		);
	}
});
