import { judgeOrder, unexpectedFieldsOf } from '../contract/order';
import { readLoosely, requireJson } from '../http/body';
import type { World } from '../world';
import type { ImageEndpoint } from './images';

/** `POST /openai/images/generations` (contract §1). */
export const generations = ({ platform }: World): ImageEndpoint => ({
	name: 'generations',
	async read(exchange) {
		const body = await readLoosely(exchange);
		exchange.record.unexpectedFields = unexpectedFieldsOf(body, 'generate', [], platform);
		return body;
	},
	async judge(exchange, body) {
		requireJson(exchange);
		return judgeOrder(body, 'generate', platform);
	},
});
