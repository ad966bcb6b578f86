import type { Callbacks } from './callbacks/centre';
import type { KnownTokens } from './contract/account';
import type { FaultAim, FaultOrName, Mishaps, OrderedFault } from './faults/aim';
import type { RequestRecord } from './http/log';
import type { ServedImage } from './images/served';
import type { LedgerEntry } from './ledger';
import type { KeptTask } from './tasks/registry';

/** A running stand-in for the XHuo Images API. */
export interface Simulator extends Readonly<KnownTokens> {
	/** Origin, without a slash at the end. */
	readonly url: string;
	/** What belongs into the credential. */
	readonly baseUrl: string;
	/** Origin of the image host; the same as `url` unless it was asked to be separate. */
	readonly imageUrl: string;
	/** Every billed call, oldest first. */
	readonly ledger: readonly LedgerEntry[];
	/** Every request seen, oldest first. */
	readonly requests: readonly RequestRecord[];
	/** The highest number of image calls at the same moment. */
	readonly maxInFlight: number;
	readonly images: {
		find(urlOrPath: string): ServedImage | undefined;
		readonly all: readonly ServedImage[];
	};
	/** Tasks that were submitted with a callback URL: the only ones that are kept. */
	readonly tasks: {
		readonly all: readonly KeptTask[];
		find(taskId: string): KeptTask | undefined;
		/** The time for which the service keeps it is over. */
		forget(taskId: string): void;
	};
	readonly callbacks: Callbacks;
	/** Orders a fault for the next request that it fits, or as the aim says. */
	misbehave(fault: FaultOrName, aim?: FaultAim): OrderedFault;
	/** The first fitting request gets the first entry, the second the second, and so on. */
	script(entries: ReadonlyArray<FaultOrName | 'fine'>, aim?: FaultAim): OrderedFault;
	/** Lets a share of all requests go wrong, each in a way chosen by chance (which a seed repeats). */
	mix(mishaps: Mishaps): OrderedFault;
	/** Waits for a state instead of an amount of time; looked at after every change. */
	until(condition: () => boolean): Promise<void>;
	/** From now on, connecting is refused; open connections end. */
	goOffline(): Promise<void>;
	/** Listens again, on the same port. */
	goOnline(): Promise<void>;
	/** Forgets everything seen, made, billed and ordered. */
	reset(): void;
	/** Ends every connection and timer. */
	close(): Promise<void>;
}
