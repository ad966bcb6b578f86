import type { NamedFault } from './named';

const MEGABYTE = 1024 * 1024;

/** The image host. Whatever it does, the call that made the image is paid for. */
export const IMAGES = {
	'image-404': { does: '404', billed: true, fault: { kind: 'imageStatus', status: 404 } },
	'image-500-once': {
		does: '500, then the image',
		billed: true,
		fault: { kind: 'imageStatus', status: 500 },
	},
	'image-500-always': {
		does: '500, every time',
		billed: true,
		fault: { kind: 'imageStatus', status: 500 },
		aim: { times: 'always' },
	},
	'image-403-expired': {
		does: '403 in XML: the link has expired',
		billed: true,
		fault: { kind: 'imageExpired' },
		aim: { times: 'always' },
	},
	'image-cut': {
		does: 'half of the file, then the connection ends',
		billed: true,
		fault: { kind: 'imageCut' },
	},
	'image-cut-always': {
		does: 'half of the file, every time',
		billed: true,
		fault: { kind: 'imageCut' },
		aim: { times: 'always' },
	},
	'image-length-too-large': {
		does: 'the whole file, where `Content-Length` promised twice as much',
		billed: true,
		fault: { kind: 'imageCut', how: 'announcedMore' },
	},
	'image-cut-chunked': {
		does: 'half of the file without a length, then the connection ends',
		billed: true,
		fault: { kind: 'imageCut', how: 'chunked' },
	},
	'image-half': {
		does: 'half of the file with a length that agrees',
		billed: true,
		fault: { kind: 'imageTruncated' },
	},
	'image-empty': { does: '200 without a byte', billed: true, fault: { kind: 'imageEmpty' } },
	'image-html-as-png': {
		does: '200, an HTML page called image/png',
		billed: true,
		fault: { kind: 'imageHtml', contentType: 'image/png' },
	},
	'image-html': { does: '200, an HTML page', billed: true, fault: { kind: 'imageHtml' } },
	'image-60-mb': {
		does: 'a file of 60 MB',
		billed: true,
		fault: { kind: 'imageOversized', bytes: 60 * MEGABYTE },
	},
	'image-60-mb-chunked': {
		does: 'a file of 60 MB, without a length',
		billed: true,
		fault: { kind: 'imageOversized', bytes: 60 * MEGABYTE, declared: false },
	},
	'image-drip': {
		does: '1000 bytes a second',
		billed: true,
		fault: { kind: 'imageDrip', bytesPerSecond: 1000 },
		isEndless: true,
	},
	'image-redirect-private': {
		does: '302 to a private address',
		billed: true,
		fault: { kind: 'imageRedirect', to: 'http://10.0.0.1/internal.png' },
	},
	'image-redirect-metadata': {
		does: '302 to the metadata address of a cloud',
		billed: true,
		fault: { kind: 'imageRedirect', to: 'http://169.254.169.254/latest/meta-data/' },
	},
	'image-redirect-loop': {
		does: '302 to itself, without end',
		billed: true,
		fault: { kind: 'imageRedirect', to: 'loop' },
		isEndless: true,
	},
	'image-reset': {
		does: 'the connection is reset',
		billed: true,
		fault: { kind: 'imageReset' },
	},
	'image-no-answer': {
		does: 'no answer until the client gives up',
		billed: true,
		fault: { kind: 'imageHang' },
		isEndless: true,
	},
	'image-wrong-type': {
		does: 'the image is called text/plain',
		billed: true,
		fault: { kind: 'imageContentType', contentType: 'text/plain' },
	},
	'image-octet-stream': {
		does: 'the image is called application/octet-stream',
		billed: true,
		fault: { kind: 'imageContentType', contentType: 'application/octet-stream' },
	},
	'image-no-type': {
		does: 'the image comes without a type',
		billed: true,
		fault: { kind: 'imageContentType', contentType: null },
	},
	'image-gif': {
		does: 'a GIF in place of the image',
		billed: true,
		fault: { kind: 'imageFile', file: 'gif' },
	},
	'image-avif': {
		does: 'an AVIF in place of the image',
		billed: true,
		fault: { kind: 'imageFile', file: 'avif' },
	},
	'image-jpeg-without-end': {
		does: 'a JPEG without its last two bytes, received whole',
		billed: true,
		fault: { kind: 'imageFile', file: 'jpegWithoutEnd' },
	},
	'image-webp-26-bytes': {
		does: 'a WebP of 26 bytes, received whole',
		billed: true,
		fault: { kind: 'imageFile', file: 'webpOf26Bytes' },
	},
	'image-webp-without-pad': {
		does: 'a WebP without its pad byte, received whole',
		billed: true,
		fault: { kind: 'imageFile', file: 'webpWithoutPad' },
	},
} satisfies Record<string, NamedFault>;
