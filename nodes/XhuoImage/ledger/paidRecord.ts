import type { IDataObject } from 'n8n-workflow';

import type { AnsweredImage, GenerationAnswer, Submission } from '../api/answers';
import { mayHaveBeenBilled, type Failure } from '../api/failure';
import { imageForm } from '../files/imageForm';
import type { StoredImage } from '../files/store';
import type { KeptFiles } from '../output/keptFiles';

/** An image that was paid for, and its file if that is already in n8n's binary store. */
export interface PaidImage extends Omit<AnsweredImage, 'base64'> {
	stored?: StoredImage;
	/** Why an image that came without a link could not be used: nothing can bring it back. */
	lost?: Failure;
}

/** A request that was paid for: nothing of it is asked for again. */
export interface PaidRequest {
	/** The execution whose binary store holds the files. */
	executionId: string;
	answer: Omit<GenerationAnswer, 'images'>;
	images: PaidImage[];
}

/** A task that was handed in: its images are paid for, and will be there when it is finished. */
export interface PaidTask {
	/** The execution that its callback goes to. */
	executionId: string;
	taskId: string;
	traceId?: string;
}

/** A request that may have been paid for, though its end is unknown. */
interface UncertainRequest {
	executionId: string;
	failure: Failure;
}

interface Ledger {
	runIndex: number;
	paid: Record<string, PaidRequest>;
	tasks: Record<string, PaidTask>;
	uncertain: Record<string, UncertainRequest>;
}

const CONTEXT_KEY = 'xhuoPaid';

/**
 * What this run of the node has paid for, kept in the execution's own data: Retry On Fail, and
 * Retry in the list of executions, ask again only for what is missing.
 */
export class PaidRecord {
	private readonly ledger: Ledger;

	/**
	 * @param context the node's `getContext('node')`, which n8n stores with the execution
	 * @param runIndex which run of the node this is within the execution: each round of a loop pays
	 *   anew, while a retry of the same round does not
	 * @param executionId the execution at hand
	 */
	constructor(
		private readonly context: IDataObject,
		runIndex: number,
		private readonly executionId: string,
	) {
		const kept = context[CONTEXT_KEY] as Ledger | undefined;
		this.ledger =
			kept?.runIndex === runIndex ? kept : { runIndex, paid: {}, tasks: {}, uncertain: {} };
		Object.assign(context, { [CONTEXT_KEY]: this.ledger });
	}

	/** What was paid for under this key. */
	paid(key: string): PaidRequest | undefined {
		return this.ledger.paid[key];
	}

	/** The task that was handed in under this key and whose images were not fetched yet. */
	task(key: string): PaidTask | undefined {
		return this.ledger.tasks[key];
	}

	/**
	 * The unknown end of an earlier try in the same execution. Retry On Fail is n8n's doing and must
	 * not pay twice; Retry in the list of executions is the user's, and asks again.
	 */
	uncertain(key: string): Failure | undefined {
		const entry = this.ledger.uncertain[key];
		return entry?.executionId === this.executionId ? entry.failure : undefined;
	}

	/** Notes an answer the moment it is there. Base64 is not kept: its file is, once it is stored. */
	keepAnswer(key: string, { images, ...answer }: GenerationAnswer): PaidRequest {
		const request: PaidRequest = {
			executionId: this.executionId,
			answer,
			images: images.map((image) => {
				const { url, revisedPrompt } = imageForm(image);
				return { ...(url && { url }), ...(revisedPrompt && { revisedPrompt }) };
			}),
		};
		this.ledger.paid[key] = request;
		delete this.ledger.tasks[key];
		delete this.ledger.uncertain[key];
		return request;
	}

	/** Notes a task the moment it is handed in. */
	keepTask(key: string, { taskId, traceId }: Submission): PaidTask {
		const task = { executionId: this.executionId, taskId, ...(traceId && { traceId }) };
		this.ledger.tasks[key] = task;
		delete this.ledger.uncertain[key];
		return task;
	}

	/** The files of what was paid for under this key, for whoever brings its images in. */
	filesOf(key: string, paid: PaidRequest): KeptFiles {
		return {
			key,
			file: (index) => {
				const stored = paid.images[index]?.stored;
				return stored && { stored, isOwn: this.isOwn(paid) };
			},
			keep: (index, stored) => {
				const image = paid.images[index];
				if (image) this.keepFile(image, stored);
			},
			lost: (index) => paid.images[index]?.lost,
			keepLost: (index, failure) => {
				const image = paid.images[index];
				if (image) image.lost = failure;
			},
		};
	}

	/**
	 * Notes the file of a paid image. In n8n's memory mode the file itself would travel in the
	 * execution's data twice, so there it is only kept if no link could bring it back.
	 */
	keepFile(image: PaidImage, stored: StoredImage): void {
		if (stored.binary.id !== undefined || image.url === undefined) image.stored = stored;
	}

	/** Forgets a task that ended without an image: it was not billed, so a retry may ask again. */
	forgetTask(key: string): void {
		delete this.ledger.tasks[key];
	}

	/** Notes a call whose end is unknown; other failures were not billed and are not kept. */
	keepFailure(key: string, failure: Failure): void {
		if (failure.kind !== 'download' && mayHaveBeenBilled(failure)) {
			this.ledger.uncertain[key] = { executionId: this.executionId, failure };
		}
	}

	/**
	 * Whether something is of this execution, and not of one that this one retries: only then do the
	 * files live as long as this execution, and callbacks come here.
	 */
	isOwn({ executionId }: PaidRequest | PaidTask): boolean {
		return executionId === this.executionId;
	}

	/** How many requests of this run are paid for. */
	count(): number {
		return Object.keys(this.ledger.paid).length + Object.keys(this.ledger.tasks).length;
	}

	/** Everything came out: nothing is left to remember. */
	clear(): void {
		delete this.context[CONTEXT_KEY];
	}
}
