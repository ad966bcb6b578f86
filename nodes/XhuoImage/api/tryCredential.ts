import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { z } from 'zod';

import { readError, readPaid, readSubmission } from './answers';
import { BASE_URL_ADVICE, readBaseUrl } from './baseUrl';
import { readBlockPage } from './blockPage';
import { explanationOf } from './codes';
import { explainAnswer } from './refusals';
import { cleanToken } from './token';
import { explainThrown } from './transport';
import { parseAnswer } from './values';

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
export async function tryCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const parsed = credentialSchema.safeParse(credential.data);
	if (!parsed.success || cleanToken(parsed.data.apiToken) === '') {
		return no('API Token is empty. Paste the token from your XHuo account.');
	}
	const { baseUrl } = parsed.data;
	const base = readBaseUrl(baseUrl);
	if (!base) return no(`'Base URL' is not a web address. ${BASE_URL_ADVICE}`);

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
		const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
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
	const parsed = parseAnswer(body);
	const answer = { status, headers, body };
	const said = readError(parsed);
	if (!said) {
		if (readPaid(parsed) ?? readSubmission(parsed)) return fine(WAS_MADE);
		const page = parsed === undefined && readBlockPage(answer);
		return page
			? no(`${page.message}. ${page.advice}`)
			: no(`The address does not answer like the XHuo Images API. ${BASE_URL_ADVICE}`);
	}
	const isAboutRequest = status === 400 && !isAccountCode(said.code ?? said.type);
	if (isAboutRequest) return fine('This test cost nothing.');
	const { message, advice } = explainAnswer(answer, parsed, Date.now());
	return no(`${message}. ${advice}`);
}

/** The service took the request that it was bound to refuse. */
const WAS_MADE =
	'But the service made an image for this test instead of refusing it, so this test may have been billed.';

/** Codes that come with a 400 although they are about the token or the account (contract §2). */
function isAccountCode(code: string | undefined): boolean {
	if (code === 'api_not_implemented') return true;
	const explanation = explanationOf(code);
	return ['no_token', 'token_mismatched', 'invalid_token', 'token_expired', 'used_up', 'disabled']
		.map(explanationOf)
		.some((account) => account !== undefined && account === explanation);
}

const fine = (note: string): INodeCredentialTestResult => ({
	status: 'OK',
	message: `The token works. ${note}`,
});

const no = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
