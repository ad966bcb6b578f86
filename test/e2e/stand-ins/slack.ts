import { z } from 'zod';

import { readFields, readForm, type HostRequest, type StandIn } from './intercepting-proxy';
import { sha256 } from '../api/binaries';

/** A file in a channel. */
export interface SlackFile {
	readonly name: string;
	readonly sha256: string;
	/** Its length as it was announced, in bytes. */
	readonly announced: number;
	channel?: string;
	comment?: string;
}

/** A message in a channel. */
export interface SlackMessage {
	readonly channel: string;
	readonly text: string;
}

const completionSchema = z.object({
	files: z.array(z.object({ id: z.string() })),
	channel_id: z.string(),
	initial_comment: z.string().optional(),
});
const messageSchema = z.object({ channel: z.string(), text: z.string() });

/**
 * What n8n's Slack node needs of Slack: messages, and files in three steps (files.getUploadURLExternal,
 * the upload, files.completeUploadExternal), as in Slack's documents.
 */
export class Slack implements StandIn {
	readonly hosts = ['slack.com', 'files.slack.com'];
	readonly messages: SlackMessage[] = [];
	private readonly uploads = new Map<string, SlackFile>();
	private announced: Array<{ id: string; name: string; length: number }> = [];

	/** @param token what belongs into the credential */
	constructor(readonly token = 'xoxb-only-for-tests') {}

	/** The files that arrived whole and were put into a channel. */
	get files(): SlackFile[] {
		return [...this.uploads.values()].filter(({ channel }) => channel !== undefined);
	}

	reset(): void {
		this.messages.length = 0;
		this.uploads.clear();
		this.announced = [];
	}

	async answer(request: HostRequest) {
		const isAllowed = request.headers.authorization === `Bearer ${this.token}`;
		if (!isAllowed) return { status: 200, body: { ok: false, error: 'invalid_auth' } };
		const { pathname } = request.url;
		if (pathname.startsWith('/upload/')) return await this.upload(request);
		const fields = await readFields(request);
		switch (pathname) {
			case '/api/files.getUploadURLExternal':
				return this.announce(String(fields.filename), Number(fields.length));
			case '/api/files.completeUploadExternal':
				return this.complete(completionSchema.parse(fields));
			case '/api/chat.postMessage':
				this.messages.push(messageSchema.parse(fields));
				return { status: 200, body: { ok: true, ts: '1777048800.000100' } };
			default:
				return { status: 200, body: { ok: false, error: 'unknown_method' } };
		}
	}

	private announce(name: string, length: number) {
		const id = `F${this.announced.length + 1}`;
		this.announced.push({ id, name, length });
		const upload_url = `https://files.slack.com/upload/${id}`;
		return { status: 200, body: { ok: true, file_id: id, upload_url } };
	}

	private async upload(request: HostRequest) {
		const id = request.url.pathname.split('/').at(-1) ?? '';
		const announced = this.announced.find((one) => one.id === id);
		const file = (await readForm(request)).get('file');
		if (!announced || !(file instanceof Blob)) return { status: 404 };
		const bytes = Buffer.from(await file.arrayBuffer());
		const { name, length } = announced;
		this.uploads.set(id, { name, sha256: sha256(bytes), announced: length });
		return { status: 200, body: Buffer.from(`OK - ${bytes.length}`) };
	}

	private complete({ files, channel_id, initial_comment }: z.infer<typeof completionSchema>) {
		for (const { id } of files) {
			const file = this.uploads.get(id);
			if (!file) return { status: 200, body: { ok: false, error: 'file_not_found' } };
			file.channel = channel_id;
			if (initial_comment !== undefined) file.comment = initial_comment;
		}
		return { status: 200, body: { ok: true, files } };
	}
}
