import type { IncomingHttpHeaders } from '../node';
import type { Watch } from '../watch';

/** A file that came in a multipart request. */
export interface ReceivedFile {
	field: string;
	fileName: string;
	contentType: string;
	/** Length in bytes. */
	bytes: number;
	sha256: string;
	/** What the bytes are, whatever name and type say; null when they are no picture. */
	picture: { format: string; width: number; height: number; hasAlpha: boolean } | null;
}

/** One HTTP request that the simulator has seen, on the API or on the image host. */
export interface RequestRecord {
	id: number;
	/** Which listener; the same unless images have a host of their own. */
	listener: 'api' | 'images';
	method: string;
	path: string;
	/** With its question mark; empty without a query. */
	query: string;
	/** Names in lower case; repeated headers joined. */
	headers: Readonly<Record<string, string>>;
	/** Parsed JSON, else the text; the fields of a multipart form; undefined without a body. */
	body: unknown;
	files: ReceivedFile[];
	/** Unix time, ms. */
	at: number;
	/** When the answer was handed over, or the connection ended; null while it runs. */
	finishedAt: number | null;
	/** null when no answer was sent. */
	status: number | null;
	/** Whether the client went away before the answer was complete. */
	closedByClient: boolean;
	/** Image calls (generations and edits) at this moment, this one included. */
	inFlight: number;
	/** Fields the model does not take; a careful client sends none. */
	unexpectedFields: string[];
	taskId: string | null;
	/** Kind of the fault that `misbehave` ordered for it. */
	fault: string | null;
	/** The name under which it was ordered, if it was. */
	faultName: string | null;
}

const joined = (headers: IncomingHttpHeaders): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
	);

/** Every request seen, and how many image calls ran at the same moment. */
export class RequestLog {
	readonly records: RequestRecord[] = [];
	/** The highest number of image calls at the same moment. */
	maxInFlight = 0;
	private running = new Set<RequestRecord>();
	private nextId = 1;

	constructor(private readonly watch: Watch) {}

	open(
		listener: RequestRecord['listener'],
		method: string,
		url: URL,
		headers: IncomingHttpHeaders,
		at: number,
	): RequestRecord {
		const record: RequestRecord = {
			id: this.nextId++,
			listener,
			method,
			path: url.pathname,
			query: url.search,
			headers: joined(headers),
			body: undefined,
			files: [],
			at,
			finishedAt: null,
			status: null,
			closedByClient: false,
			inFlight: this.running.size,
			unexpectedFields: [],
			taskId: null,
			fault: null,
			faultName: null,
		};
		this.records.push(record);
		this.watch.changed();
		return record;
	}

	/** Counts the request among the image calls that are running. */
	countAsImageCall(record: RequestRecord): void {
		this.running.add(record);
		record.inFlight = this.running.size;
		this.maxInFlight = Math.max(this.maxInFlight, this.running.size);
		this.watch.changed();
	}

	close(record: RequestRecord, at: number): void {
		if (record.finishedAt === null) record.finishedAt = at;
		this.running.delete(record);
		this.watch.changed();
	}

	reset(): void {
		this.records.length = 0;
		this.maxInFlight = this.running.size;
	}
}
