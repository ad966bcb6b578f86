import { ApiError } from '../contract/errors';
import type { Body } from '../contract/order';
import { judgeOrder, unexpectedFieldsOf } from '../contract/order';
import type { EditForm, Upload } from '../edits/form';
import { parseForm } from '../edits/form';
import type { Inputs } from '../edits/inputs';
import { judgeUploads, judgeUrls } from '../edits/inputs';
import { FormError } from '../edits/multipart';
import { isBody, looselyParsed, requireJson } from '../http/body';
import type { Exchange } from '../http/exchange';
import type { ReceivedFile } from '../http/log';
import type { Picture } from '../images/picture';
import { readPicture } from '../images/picture';
import type { World } from '../world';
import type { ImageEndpoint } from './images';

const FORM = /^multipart\/form-data\b/i;
const isForm = ({ record }: Exchange) => FORM.test(record.headers['content-type'] ?? '');

/** `POST /openai/images/edits` (contract §4), as JSON or as a multipart form. One for each request. */
export function edits(world: World): ImageEndpoint {
	let form: EditForm | undefined;
	return {
		name: 'edits',
		async read(exchange) {
			if (!isForm(exchange)) return readJson(exchange, await exchange.readBody(), world);
			const contentType = exchange.record.headers['content-type'] ?? '';
			// What cannot be read as a form is refused by `judge`, after the account has been checked.
			form = await parseForm(exchange.chunks(), contentType).catch((error: unknown) => {
				if (error instanceof FormError) return undefined;
				throw error;
			});
			if (form) return noteForm(exchange, form, world);
			await exchange.readBody();
			return {};
		},
		async judge(exchange, body) {
			if (!isForm(exchange)) requireJson(exchange);
			else if (!form) throw new ApiError('bad_request', 'the body is no multipart/form-data');
			if (body.image === undefined && !form?.uploads.length) {
				throw new ApiError('bad_request', 'image is required');
			}
			if (body.mask !== undefined) {
				throw new ApiError('bad_request', 'mask must be a file in a form');
			}
			const order = judgeOrder(body, 'edit', world.platform);
			const inputs = form
				? await judgeFormImages(order.model, form, world)
				: await imagesAt(judgeUrls(order.model, body.image), world);
			return { ...order, ...inputs };
		},
	};
}

function readJson(exchange: Exchange, bytes: Buffer, { platform }: World): Body {
	const parsed = looselyParsed(bytes);
	exchange.record.body = parsed;
	const body = isBody(parsed) ? parsed : {};
	exchange.record.unexpectedFields = unexpectedFieldsOf(body, 'edit', ['image'], platform);
	return body;
}

function noteForm(exchange: Exchange, { fields, uploads }: EditForm, { platform }: World): Body {
	const known = ['image', 'image[]', ...(platform.takesMask(String(fields.model)) ? ['mask'] : [])];
	exchange.record.body = fields;
	exchange.record.files = uploads.map(withoutPrint);
	exchange.record.unexpectedFields = [
		...unexpectedFieldsOf(fields, 'edit', ['image'], platform),
		...uploads.map(({ field }) => field).filter((field) => !known.includes(field)),
	];
	return fields;
}

function withoutPrint({ picture, ...file }: Upload): ReceivedFile {
	if (!picture) return { ...file, picture };
	const { format, width, height, hasAlpha } = picture;
	return { ...file, picture: { format, width, height, hasAlpha } };
}

/** In a form images are files; nano-banana also takes a URL as a text field (contract §4). */
async function judgeFormImages(model: string, form: EditForm, world: World): Promise<Inputs> {
	const { image } = form.fields;
	if (image === undefined) return judgeUploads(model, form.uploads, world.platform);
	if (model.startsWith('nano-banana')) return await imagesAt(judgeUrls(model, image), world);
	throw new ApiError('bad_request', `image must be a file in a form for ${model}`);
}

/**
 * The files at these URLs, as far as they are the simulator's own. It asks no other host: whatever a
 * foreign URL holds is believed to be an image.
 * @throws ApiError bad_request for a URL of the simulator where there is no image
 */
async function imagesAt(urls: readonly string[], world: World): Promise<Inputs> {
	const own = urls.filter((url) =>
		[world.origin(), world.imageOrigin()].includes(new URL(url).origin),
	);
	const inputs: Picture[] = [];
	for (const url of own) {
		const found = world.images.find(url);
		const picture = found && (await readPicture(found.file));
		if (!picture) throw new ApiError('bad_request', `image: nothing can be fetched from ${url}`);
		inputs.push(picture);
	}
	return { inputs, mask: null };
}
