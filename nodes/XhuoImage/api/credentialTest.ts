import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { z } from 'zod';

import { readError, readGeneration } from './answers';
import { BASE_URL_ADVICE, readBaseUrl } from './baseUrl';
import { parseJson } from './json';
import { explainAnswer } from './refusals';
import { cleanToken } from './token';
import { explainThrown } from './transport';

/** In milliseconds: the service answers this call before it does any work. */
const TIMEOUT_MS = 20_000;

/**
 * A request that the service is bound to refuse with 400, and only after it has looked at the token
 * and the balance: any size of another form than WIDTHxHEIGHT is (guide, sizes). It costs nothing.
 */
const HARMLESS_REQUEST = { model: 'gpt-image-2', prompt: 'Credential test', size: 'none' };

const credentialSchema = z.object({ apiToken: z.string(), baseUrl: z.string() });

const responseSchema = z.object({
	statusCode: z.number(),
	headers: z.record(z.string(), z.unknown()).catch({}),
	body: z.unknown(),
});

/**
 * The test in n8n's credential dialog. It tells apart: fine, a wrong token, a token of another
 * service, no balance, and a host that cannot be reached.
 */
export async function testXhuoApi(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const parsed = credentialSchema.safeParse(credential.data);
	if (!parsed.success || cleanToken(parsed.data.apiToken) === '') {
		return no('API Token is empty. Paste the token from your XHuo account.');
	}
	const { baseUrl } = parsed.data;
	const base = readBaseUrl(baseUrl);
	if (!base) return no(`Base URL is not a web address. ${BASE_URL_ADVICE}`);

	// The only request helper that n8n gives to a credential test.
	const { request } = this.helpers;
	try {
		const { statusCode, headers, body } = responseSchema.parse(
			await request({
				method: 'POST',
				uri: `${base.address}/openai/images/generations`,
				headers: {
					accept: 'application/json',
					'content-type': 'application/json',
					authorization: `Bearer ${cleanToken(parsed.data.apiToken)}`,
				},
				body: JSON.stringify(HARMLESS_REQUEST),
				simple: false,
				resolveWithFullResponse: true,
				followRedirect: false,
				followAllRedirects: false,
				timeout: TIMEOUT_MS,
			}),
		);
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		return judge(statusCode, headers, text);
	} catch (thrown) {
		const { message, advice } = explainThrown(thrown, TIMEOUT_MS, false);
		return no(`${message}. ${advice.replace(' Nothing was billed for this image.', '')}`);
	}
}

/** Only a refusal of the request itself shows that the token was accepted. */
function judge(
	status: number,
	headers: Record<string, unknown>,
	body: string,
): INodeCredentialTestResult {
	const parsed = parseJson(body);
	const said = readError(parsed);
	if (!said && !readGeneration(parsed)) {
		return no(`The address does not answer like the XHuo Images API. ${BASE_URL_ADVICE}`);
	}
	const isAccepted = !said || (status === 400 && !ACCOUNT_CODES.has(said.code ?? ''));
	if (isAccepted) return { status: 'OK', message: 'The token works. This test cost nothing.' };
	const { message, advice } = explainAnswer({ status, headers, body }, parsed, Date.now());
	return no(`${message}. ${advice}`);
}

/** Codes that come with a 400 although they are about the token (contract §2). */
const ACCOUNT_CODES = new Set(['no_token', 'token_mismatched', 'api_not_implemented']);

const no = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
