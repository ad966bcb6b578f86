import { process } from '../support/node';

/** Who makes the images of the demo. */
export interface Service {
	apiToken: string;
	baseUrl: string;
	/** One line for the user: who is called, and whether that costs anything. */
	introduction: string;
	close(): Promise<void>;
}

const DEFAULT_BASE_URL = 'https://api.xhuoapi.ai/v1';

/** The real service when `XHUO_API_TOKEN` is set, otherwise a simulator started for this run. */
export async function chooseService(): Promise<Service> {
	const { XHUO_API_TOKEN: apiToken, XHUO_API_BASE_URL: baseUrl = DEFAULT_BASE_URL } = process.env;
	if (apiToken) {
		const introduction = `Calling ${baseUrl} with your token: these images are billed.`;
		return { apiToken, baseUrl, introduction, close: async () => undefined };
	}
	const { startSimulator } = await import('../simulator');
	const simulator = await startSimulator({});
	const introduction =
		'XHUO_API_TOKEN is not set, so a simulator of the API is started here: it costs nothing, ' +
		'and it draws the prompt instead of painting it.';
	return {
		apiToken: simulator.token,
		baseUrl: simulator.baseUrl,
		introduction,
		close: async () => await simulator.close(),
	};
}
