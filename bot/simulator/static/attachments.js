// What can be sent besides text: files of one's own, samples, a recording, and Telegram's other kinds.

export const SAMPLE_LETTER = { kind: "photo", sample: "letter" };
export const SAMPLE_VOICE = { kind: "voice", sample: "voice" };
export const LOCATION = { kind: "location" };

/** Kinds that a person seldom sends, but that the bot must answer well. The simulator knows what is in them. */
export const RARE_KINDS = [
  ["Sticker", { kind: "sticker" }],
  ["Poll", { kind: "poll" }],
  ["Contact card", { kind: "contact" }],
  ["Dice", { kind: "dice" }],
];

export function kindOf(file) {
  const [family, form] = file.type.split("/");
  if (form === "gif") return "animation";
  if (family === "image" && form !== "svg+xml") return "photo";
  return ["video", "audio"].includes(family) ? family : "document";
}

/** The fields of "send" or of one item of "album" for a file that a person chose. */
export async function fieldsOf(file) {
  const mime = file.type || "application/octet-stream";
  return { kind: kindOf(file), file: await base64(file), mime, name: file.name };
}

export function canShareAlbum(files) {
  const kinds = new Set(files.map(kindOf));
  kinds.delete("video");
  kinds.delete("photo");
  return files.length > 1 && kinds.size === 0;
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(new Error("That file can't be read."));
    reader.readAsDataURL(blob);
  });
}

export const canRecord = Boolean(navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder);

/** Starts to record. `stop()` resolves to the fields of "send"; `cancel()` forgets the recording. */
export async function startRecording() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  const started = performance.now();
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.start();
  const end = () =>
    new Promise((resolve) => {
      recorder.addEventListener("stop", resolve, { once: true });
      recorder.stop();
      stream.getTracks().forEach((track) => track.stop());
    });
  return {
    seconds: () => (performance.now() - started) / 1000,
    cancel: end,
    async stop() {
      const seconds = Math.max(1, Math.round((performance.now() - started) / 1000));
      await end();
      const sound = new Blob(parts, { type: recorder.mimeType });
      return { kind: "voice", file: await base64(sound), mime: recorder.mimeType.split(";")[0], seconds };
    },
  };
}
