// Photos are made small on the phone: a picture of twelve megabytes over a village's
// network is one that never arrives. Drawn anew they also lose where they were taken.

/** The longer side, and the most that the server takes. */
const SIDE = 1280
const MOST = 600_000

/** A photo as JPEG bytes of a bearable size. Throws when it is no picture. */
export async function shrink(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  for (const quality of [0.75, 0.55, 0.35]) {
    const blob = await encoded(canvas, 'image/jpeg', quality)
    if (blob.size <= MOST) return blob.arrayBuffer()
  }
  throw new Error('too large')
}

export const encoded = (canvas: HTMLCanvasElement, mime: string, quality?: number): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), mime, quality))
