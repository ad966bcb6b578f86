/** The body is no multipart/form-data as RFC 7578 has it. */
export class FormError extends Error {}

/** What the head of a part says. */
export interface PartHead {
	name: string;
	/** undefined for a text field. */
	fileName: string | undefined;
	contentType: string;
}

/** Takes the bytes of one part as they come. The next part waits for `end`. */
export interface PartSink {
	write(bytes: Buffer): void;
	end(): Promise<void>;
}

const LONGEST_HEAD = 16 * 1024;
const LINE = '\r\n';
const HEAD_END = '\r\n\r\n';

/** The boundary that a content type names. @throws FormError */
export function boundaryOf(contentType: string): string {
	const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
	const boundary = quoted ?? bare ?? '';
	if (boundary === '' || boundary.length > 70) throw new FormError('no boundary is named');
	return boundary;
}

/**
 * Reads a form part by part, so that no more than one file needs to be held at a time. It is a reading
 * of its own: strict about lines, heads and the closing boundary.
 * @throws FormError when the body is cut off or malformed
 */
export async function readParts(
	source: AsyncIterable<Buffer>,
	boundary: string,
	open: (head: PartHead) => PartSink,
): Promise<void> {
	const reader = new FormReader(Buffer.from(`${LINE}--${boundary}`), open);
	for await (const chunk of source) await reader.take(chunk);
	reader.requireEnd();
}

type State = 'preamble' | 'delimiter' | 'head' | 'content' | 'end';

class FormReader {
	private state: State = 'preamble';
	/** The first boundary needs no line before it: this one is put there. */
	private pending: Buffer = Buffer.from(LINE);
	private sink: PartSink | undefined;

	constructor(
		private readonly delimiter: Buffer,
		private readonly open: (head: PartHead) => PartSink,
	) {}

	async take(chunk: Buffer): Promise<void> {
		if (this.state === 'end') return;
		this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
		while (await this.step());
	}

	requireEnd(): void {
		if (this.state !== 'end') throw new FormError('the form ends without its closing boundary');
	}

	/** One step on; false when more bytes are needed. */
	private async step(): Promise<boolean> {
		switch (this.state) {
			case 'preamble':
			case 'content':
				return await this.content();
			case 'delimiter':
				return this.afterDelimiter();
			case 'head':
				return this.head();
			case 'end':
				return false;
		}
	}

	private async content(): Promise<boolean> {
		const end = this.pending.indexOf(this.delimiter);
		// The last bytes may be the beginning of a delimiter.
		const sure = end < 0 ? Math.max(0, this.pending.length - this.delimiter.length + 1) : end;
		if (sure > 0) this.sink?.write(this.pending.subarray(0, sure));
		this.pending = this.pending.subarray(end < 0 ? sure : end + this.delimiter.length);
		if (end < 0) return false;
		await this.sink?.end();
		this.sink = undefined;
		this.state = 'delimiter';
		return true;
	}

	private afterDelimiter(): boolean {
		if (this.pending.length < 2) return false;
		const next = this.pending.toString('latin1', 0, 2);
		if (next !== LINE && next !== '--') throw new FormError('a boundary does not end its line');
		// A head that is empty begins with the empty line that ends it.
		this.pending = this.pending.subarray(next === LINE ? 0 : 2);
		this.state = next === LINE ? 'head' : 'end';
		return true;
	}

	private head(): boolean {
		const end = this.pending.indexOf(HEAD_END);
		if (end < 0 && this.pending.length > LONGEST_HEAD) throw new FormError('a head is too long');
		if (end < 0) return false;
		this.sink = this.open(readHead(this.pending.toString('utf8', 0, end)));
		this.pending = this.pending.subarray(end + HEAD_END.length);
		this.state = 'content';
		return true;
	}
}

function readHead(text: string): PartHead {
	const lines = text.split(LINE).filter((line) => line !== '');
	const headers = new Map(
		lines.map((line): [string, string] => {
			const [name = '', ...value] = line.split(':');
			return [name.trim().toLowerCase(), value.join(':').trim()];
		}),
	);
	const disposition = headers.get('content-disposition') ?? '';
	const name = parameter(disposition, 'name');
	if (!/^form-data\b/i.test(disposition) || name === undefined) {
		throw new FormError('a part has no content-disposition with a name');
	}
	const fileName = parameter(disposition, 'filename');
	const usual = fileName === undefined ? 'text/plain' : 'application/octet-stream';
	return { name, fileName, contentType: headers.get('content-type') ?? usual };
}

/** A quoted parameter; quotes and line ends inside it are written as browsers do (WHATWG, forms). */
function parameter(disposition: string, name: string): string | undefined {
	const match = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
	return match?.replace(/%(22|0D|0A)/gi, (_, code: string) =>
		String.fromCharCode(parseInt(code, 16)),
	);
}
