import { judgeOrder, unexpectedFieldsOf } from '../contract/order';
import { readLoosely, requireJson } from '../http/body';
import type { ImageEndpoint } from './images';

/** `POST /openai/images/generations` (contract §1). */
export const generations: ImageEndpoint = {
	name: 'generations',
	async read(exchange) {
		const body = await readLoosely(exchange);
		exchange.record.unexpectedFields = unexpectedFieldsOf(body);
		return body;
	},
	async judge(exchange, body) {
		requireJson(exchange);
		return judgeOrder(body);
	},
};
