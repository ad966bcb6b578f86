import { ApiError } from '../contract/errors';
import type { Body } from '../contract/order';
import { judgeOrder, unexpectedFieldsOf } from '../contract/order';
import type { EditForm, Upload } from '../edits/form';
import { parseForm } from '../edits/form';
import { judgeUploads, judgeUrls } from '../edits/inputs';
import { isBody, looselyParsed, requireJson } from '../http/body';
import type { Exchange } from '../http/exchange';
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
			const bytes = await exchange.readBody();
			if (!isForm(exchange)) return readJson(exchange, bytes);
			const contentType = exchange.record.headers['content-type'] ?? '';
			// What cannot be read as a form is refused by `judge`, after the account has been checked.
			form = await parseForm(bytes, contentType).catch(() => undefined);
			return form ? noteForm(exchange, form) : {};
		},
		async judge(exchange, body) {
			if (!isForm(exchange)) requireJson(exchange);
			else if (!form) throw new ApiError('bad_request', 'the body is no multipart/form-data');
			if (body.image === undefined && !form?.uploads.length) {
				throw new ApiError('bad_request', 'image is required');
			}
			const order = judgeOrder(body, 'edit');
			const inputs = form
				? await judgeFormImages(order.model, form, world)
				: imagesAt(judgeUrls(order.model, body.image), world);
			return { ...order, inputs };
		},
	};
}

function readJson(exchange: Exchange, bytes: Buffer): Body {
	const parsed = looselyParsed(bytes);
	exchange.record.body = parsed;
	const body = isBody(parsed) ? parsed : {};
	exchange.record.unexpectedFields = unexpectedFieldsOf(body, 'edit', ['image']);
	return body;
}

function noteForm(exchange: Exchange, { fields, uploads }: EditForm): Body {
	const takesMask = !String(fields.model).startsWith('nano-banana');
	const known = ['image', 'image[]', ...(takesMask ? ['mask'] : [])];
	exchange.record.body = fields;
	exchange.record.files = uploads.map(withoutContent);
	exchange.record.unexpectedFields = [
		...unexpectedFieldsOf(fields, 'edit', ['image']),
		...uploads.map(({ field }) => field).filter((field) => !known.includes(field)),
	];
	return fields;
}

const withoutContent = ({ field, fileName, contentType, bytes, sha256 }: Upload) => ({
	field,
	fileName,
	contentType,
	bytes,
	sha256,
});

/** In a form images are files; nano-banana also takes a URL as a text field (contract §4). */
async function judgeFormImages(model: string, form: EditForm, world: World): Promise<Buffer[]> {
	const { image } = form.fields;
	if (image === undefined) return await judgeUploads(model, form.uploads);
	if (model.startsWith('nano-banana')) return imagesAt(judgeUrls(model, image), world);
	throw new ApiError('bad_request', `image must be a file in a form for ${model}`);
}

/**
 * The files at these URLs, as far as they are the simulator's own. It asks no other host: whatever a
 * foreign URL holds is believed to be an image.
 * @throws ApiError bad_request for a URL of the simulator where there is no image
 */
function imagesAt(urls: readonly string[], world: World): Buffer[] {
	const own = urls.filter((url) =>
		[world.origin(), world.imageOrigin()].includes(new URL(url).origin),
	);
	return own.map((url) => {
		const found = world.images.find(url);
		if (!found) throw new ApiError('bad_request', `image: nothing can be fetched from ${url}`);
		return found.file;
	});
}
