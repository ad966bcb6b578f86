import type { ImageFormat, ImageOrder } from '../contract/order';
import type { PrintFile } from './encode';
import { PictureCache } from './encode';
import type { LinkSigner } from './links';
import { imagePath } from './links';
import { ServedImage } from './served';
import { stamp } from './stamp';

/** The images that were edited, and then the mask. */
const printsOf = ({ inputs, mask }: ImageOrder): PrintFile[] => [
	...inputs.map(({ print }) => ({ file: print, isMask: false })),
	...(mask ? [{ file: mask.print, isMask: true }] : []),
];

export interface PictureSettings {
	/** Origin of the image host. */
	origin: () => string;
	style: 'drawn' | 'plain';
	/** Files are filled up to this many bytes. */
	atLeastBytes: number;
}

/** Makes images and remembers them by their URL. */
export class ImageStore {
	private readonly byPath = new Map<string, ServedImage>();
	private readonly pictures: PictureCache;

	constructor(
		private readonly settings: PictureSettings,
		private readonly signer: LinkSigner,
	) {
		this.pictures = new PictureCache(settings.atLeastBytes);
	}

	/**
	 * Makes one image of an order, and does not publish it yet.
	 * @param extension of the URL, when it shall not agree with the file
	 */
	async make(
		order: ImageOrder,
		taskId: string,
		index: number,
		now: number,
		extension?: string,
	): Promise<ServedImage> {
		const format = order.format ?? formatByTask(taskId);
		const picture = await this.pictures.encode(
			this.subjectOf(order, index),
			format,
			printsOf(order),
		);
		const proper = imagePath(order.family, taskId, index, format);
		const path = extension === undefined ? proper : proper.replace(/\.\w+$/, extension);
		const isSigned = order.family === 'dall-e';
		return new ServedImage(
			{
				url: `${this.settings.origin()}${path}${isSigned ? this.signer.sign(path, now) : ''}`,
				path,
				taskId,
				index,
				model: order.model,
				prompt: order.prompt,
				mimeType: `image/${format}`,
				...order.dimensions,
				isSigned,
			},
			stamp(picture, format, `${taskId} ${index}`),
		);
	}

	/** From now on the image host has them. */
	publish(images: readonly ServedImage[]): void {
		for (const image of images) this.byPath.set(image.path, image);
	}

	/** By its URL (query and host do not matter) or by its path. */
	find(urlOrPath: string): ServedImage | undefined {
		return this.byPath.get(new URL(urlOrPath, 'http://any').pathname);
	}

	/** Every image, oldest first. */
	get all(): ServedImage[] {
		return [...this.byPath.values()];
	}

	reset(): void {
		this.byPath.clear();
	}

	private subjectOf(order: ImageOrder, index: number) {
		const { model, prompt, seed, size, transparent, dimensions } = order;
		const { width, height } = dimensions;
		const real = `${width}x${height}`;
		const edited = [...order.inputs, order.mask].map((input) => input?.sha256 ?? '').join(' ');
		const caption = [model, size && size !== real ? `${size} → ${real}` : real].join(' · ');
		return this.settings.style === 'plain'
			? {
					prompt: 'XHuo Images API simulator',
					caption: real,
					variant: edited,
					transparent,
					width,
					height,
				}
			: {
					prompt,
					caption,
					variant: `${seed ?? ''} ${index} ${edited}`,
					transparent,
					width,
					height,
				};
	}
}

/** nano-banana's files are .png or .jpeg, as the model likes (contract §1): here by the task's id. */
function formatByTask(taskId: string): ImageFormat {
	return parseInt(taskId.slice(-1), 16) % 2 === 0 ? 'png' : 'jpeg';
}
