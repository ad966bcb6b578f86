import { z } from 'zod';

import type { HostAnswer, HostRequest, StandIn } from './intercepting-proxy';
import { sha256 } from '../api/binaries';

/** A file in Google Drive. */
export interface DriveFile {
	readonly id: string;
	readonly name: string;
	readonly parents: readonly string[];
	readonly sha256: string;
	/** Length in bytes. */
	readonly bytes: number;
}

const metadataSchema = z.object({ name: z.string(), parents: z.array(z.string()) });
const rangeSchema = /^bytes (\d+)-(\d+)\/(\d+)$/;
const TOKEN = 'only-for-tests';

interface Upload extends z.infer<typeof metadataSchema> {
	readonly pieces: Buffer[];
}

/**
 * What n8n's Google Drive node needs of Google Drive: resumable uploads in pieces, the change of a file's
 * facts after it, and the list of the files. A piece that does not begin where the last one ended is
 * refused, as by Google.
 */
export class Drive implements StandIn {
	readonly hosts = ['www.googleapis.com'];
	readonly files: DriveFile[] = [];
	/** The searches: the query of each. */
	readonly searches: string[] = [];
	private readonly uploads: Upload[] = [];

	/** What belongs into the credential of the type Google Drive OAuth2 API, after the consent. */
	readonly credentialData = {
		clientId: 'n8n',
		clientSecret: 'only-for-tests',
		oauthTokenData: { access_token: TOKEN, refresh_token: 'any', token_type: 'Bearer' },
	};

	reset(): void {
		this.files.length = 0;
		this.searches.length = 0;
	}

	answer(request: HostRequest): HostAnswer {
		const { method, url, headers } = request;
		const steps = url.pathname.split('/');
		if (method === 'PUT') return this.take(request, Number(steps.at(-1)));
		if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401 };
		if (method === 'POST' && url.pathname === '/upload/drive/v3/files') return this.open(request);
		if (method === 'PATCH') {
			const file = this.files.find(({ id }) => id === steps.at(-1));
			return file ? { status: 200, body: file } : { status: 404 };
		}
		if (url.pathname !== '/drive/v3/files') return { status: 404 };
		this.searches.push(url.searchParams.get('q') ?? '');
		const files = this.files.map(({ id, name }) => ({ id, name }));
		return { status: 200, body: { files } };
	}

	private open({ body }: HostRequest): HostAnswer {
		const metadata = metadataSchema.parse(JSON.parse(body.toString()));
		const number = this.uploads.push({ ...metadata, pieces: [] }) - 1;
		return {
			status: 200,
			headers: { location: `https://www.googleapis.com/upload/session/${number}` },
		};
	}

	private take({ headers, body }: HostRequest, number: number): HostAnswer {
		const upload = this.uploads[number];
		const [, from, to, total] = rangeSchema.exec(String(headers['content-range'])) ?? [];
		if (!upload || from === undefined) return { status: 404 };
		const there = upload.pieces.reduce((sum, piece) => sum + piece.length, 0);
		const isNext = Number(from) === there && Number(to) === there + body.length - 1;
		if (!isNext) return { status: 400 };
		upload.pieces.push(Buffer.from(body));
		if (there + body.length < Number(total)) return { status: 308 };
		const bytes = Buffer.concat(upload.pieces);
		const { name, parents } = upload;
		const id = `drive-${number}`;
		this.files.push({ id, name, parents, sha256: sha256(bytes), bytes: bytes.length });
		return { status: 200, body: { id } };
	}
}
