/**
 * Reads codes from the camera. The reader's WebAssembly is one of the app's own files: the page loads nothing from elsewhere.
 * Fetched when somebody first scans.
 */
import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

prepareZXingModule({ overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasm : path) } });

/** The text of the first QR code in what is given, a picture or a frame of a video; undefined when there is none. */
export async function readCode(picture: ImageBitmapSource): Promise<string | undefined> {
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  const [found] = await detector.detect(picture);
  return found?.rawValue;
}
