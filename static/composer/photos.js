/* Photos: smaller, upright, and without whatever a camera noted in them, since a canvas knows pixels alone. */

const TYPES = { "image/png": "image/png", "image/gif": "image/png", "image/webp": "image/webp" }; // all others become JPEG
const QUALITY = 0.88;
const LARGEST = 4096; // pixels of a side, which every browser's canvas has room for
const SMALL = 160;

/** Return the picture in a file as it is published: `{blob, width, height}`; raise where the browser cannot read it. */
export async function prepare(file, most) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const canvas = drawn(bitmap, Math.min(most, LARGEST));
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, TYPES[file.type] ?? "image/jpeg", QUALITY));
  if (!blob) throw new Error("the canvas gave no picture");
  return { blob, width: canvas.width, height: canvas.height };
}

function drawn(bitmap, most) {
  const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

/** Return a small picture as an address that the page may show. */
export async function thumbnail(blob) {
  return drawn(await createImageBitmap(blob), SMALL).toDataURL("image/jpeg", 0.8);
}

/** Return what a blob holds in base64. */
export function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
