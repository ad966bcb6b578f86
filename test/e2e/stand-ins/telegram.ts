import { z } from 'zod';

import {
	readFields,
	readForm,
	type HostAnswer,
	type HostRequest,
	type StandIn,
} from './intercepting-proxy';
import { sha256 } from '../api/binaries';
import { fetchOnOwnConnection } from '../support/own-connection';

/** A message that the bot sent. */
export interface BotMessage {
	readonly chat: string;
	readonly text?: string;
	/** SHA-256 of the photo. */
	readonly photo?: string;
}

const webhookSchema = z.object({ url: z.string(), secret_token: z.string() });
const textSchema = z.object({ chat_id: z.coerce.string(), text: z.string() });
const CHAT = 4711;
const PATH = 'photos/file_0.jpg';

/** What n8n's Telegram nodes need of Telegram: the webhook of a bot, a file to fetch, and messages. */
export class Telegram implements StandIn {
	readonly hosts = ['api.telegram.org'];
	readonly sent: BotMessage[] = [];
	private webhook: z.infer<typeof webhookSchema> | undefined;
	private photo = Buffer.alloc(0);

	/** @param token what belongs into the credential */
	constructor(readonly token = '123456:only-for-tests') {}

	/** The address that the bot's messages go to, once n8n has named one. */
	get address(): string | undefined {
		return this.webhook?.url;
	}

	/** Somebody sends the bot a photo with a caption. */
	async sendPhoto(photo: Buffer, caption: string): Promise<Response> {
		this.photo = photo;
		const sizes = [90, 320, 800, 1280].map((width) => ({ file_id: `photo-${width}`, width }));
		return await this.update({ photo: sizes, caption });
	}

	/** Somebody writes to the bot. */
	async sendText(text: string): Promise<Response> {
		return await this.update({ text });
	}

	async answer(request: HostRequest): Promise<HostAnswer> {
		const { pathname } = request.url;
		if (pathname === `/file/bot${this.token}/${PATH}`) return { status: 200, body: this.photo };
		if (!pathname.startsWith(`/bot${this.token}/`)) return { status: 401, body: { ok: false } };
		const result = await this.do(pathname.split('/').at(-1) ?? '', request);
		return result === undefined
			? { status: 404, body: { ok: false } }
			: { status: 200, body: { ok: true, result } };
	}

	private async do(method: string, request: HostRequest): Promise<unknown> {
		switch (method) {
			case 'getWebhookInfo':
				return { url: this.webhook?.url ?? '' };
			case 'setWebhook':
				this.webhook = webhookSchema.parse(await readFields(request));
				return true;
			case 'deleteWebhook':
				this.webhook = undefined;
				return true;
			case 'getFile':
				return { file_path: PATH };
			case 'sendMessage': {
				const { chat_id: chat, text } = textSchema.parse(await readFields(request));
				this.sent.push({ chat, text });
				return {};
			}
			case 'sendPhoto': {
				const form = await readForm(request);
				const photo = form.get('photo');
				if (!(photo instanceof Blob)) return undefined;
				const bytes = Buffer.from(await photo.arrayBuffer());
				this.sent.push({ chat: String(form.get('chat_id')), photo: sha256(bytes) });
				return {};
			}
			default:
				return undefined;
		}
	}

	private async update(message: Record<string, unknown>): Promise<Response> {
		if (!this.webhook) throw new Error('The bot has no webhook');
		const { url, secret_token: secret } = this.webhook;
		return await fetchOnOwnConnection(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
			body: JSON.stringify({ update_id: 1, message: { chat: { id: CHAT }, ...message } }),
		});
	}
}
