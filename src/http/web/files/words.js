// @ts-check
/** What is said of files, in both languages: [Indonesian, English]. */
const FILE_WORDS = {
  'tray': ['Lampiran', 'Attachments'],
  'menu': ['Tambah lampiran', 'Add an attachment'],
  'pick': ['Pilih file', 'Choose a file'],
  'camera': ['Kamera', 'Camera'],
  'paste': ['Tempel gambar', 'Paste an image'],
  'paste.how': ['Klik kotak pesan, lalu tekan Ctrl+V. Atau seret gambarnya ke sini.', 'Click the message box, then press Ctrl+V. Or drag the image here.'],
  'warn': ['Pastikan tidak ada kata sandi di gambar.', 'Make sure no password shows in the image.'],
  'describe': ['Deskripsi (opsional)', 'Description (optional)'],
  'confirm': ['Lampirkan', 'Attach'],
  'confirm.name': ['Lampirkan {name}', 'Attach {name}'],
  'remove': ['Hapus {name}', 'Remove {name}'],
  'cancel': ['Batal', 'Cancel'],
  'cancel.name': ['Batalkan unggahan {name}', 'Cancel the upload of {name}'],
  'again': ['Coba lagi', 'Try again'],
  'again.name': ['Coba lagi mengunggah {name}', 'Try to upload {name} again'],
  'going': ['{n} %', '{n}%'],
  'going.name': ['Mengunggah {name}', 'Uploading {name}'],
  'checking': ['Memeriksa…', 'Checking…'],
  'done': ['Siap dikirim', 'Ready to send'],
  'done.said': ['{name} siap dikirim', '{name} is ready to send'],
  'added.said': ['{name}, {size}, ditambahkan', '{name}, {size}, added'],
  'removed.said': ['{name} dihapus', '{name} removed'],
  'confirm.said': ['Periksa gambarnya, lalu pilih Lampirkan atau kirim pesannya.', 'Check the image, then choose Attach or send the message.'],
  'offline': ['Menunggu jaringan', 'Waiting for a connection'],
  'with.message': ['Pesan terkirim begitu file selesai diunggah.', 'The message goes out as soon as the files are uploaded.'],
  'big': ['Ukuran file maksimal {most}; ini {size}.', 'Files can be up to {most}; this one is {size}.'],
  'big.image': ['Coba tangkapan layar.', 'Try a screenshot.'],
  'many': ['Paling banyak {n} file per pesan.', 'Up to {n} files in one message.'],
  'file_type': ['Pakai PNG, JPG, PDF, atau TXT.', 'Use PNG, JPG, PDF or TXT.'],
  'file_empty': ['File ini kosong.', 'This file is empty.'],
  'file_damaged': ['Gambar ini belum bisa dibaca. Coba tangkapan layar.', 'This image can’t be read. Try a screenshot.'],
  'file_pixels': ['Gambar ini terlalu besar. Coba tangkapan layar.', 'This image is too large. Try a screenshot.'],
  'files_full': ['Percakapan ini sudah penuh lampiran.', 'This conversation holds as many files as it can.'],
  'files_no_room': ['Saat ini file belum bisa diterima. Kirim pesannya saja dulu.', 'Files can’t be taken right now. Send just the message for now.'],
  'failed': ['File belum terunggah. Coba lagi, atau kirim pesannya saja dulu.', 'The file didn’t upload. Try again, or send just the message for now.'],
  'open': ['Buka gambar {name}, {size}', 'Open image {name}, {size}'],
  'save': ['Unduh', 'Download'],
  'lost': ['File ini belum bisa dibuka. Coba lagi.', 'This file can’t be opened yet. Try again.'],
  'closer': ['Perbesar', 'Zoom in'],
  'farther': ['Perkecil', 'Zoom out'],
  'close': ['Tutup', 'Close'],
  'loading': ['Memuat gambar…', 'Loading the image…'],
};

export const fileWords = FILE_WORDS;

/** @param {string} language @param {keyof typeof FILE_WORDS} key @param {Record<string, unknown>} [slots] */
export function fileSay(language, key, slots = {}) {
  return FILE_WORDS[key][language === 'en' ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name) => (name in slots ? String(slots[name]) : whole));
}

/** "412 kB", "3,1 MB". @param {string} language @param {number} bytes */
export function fileSize(language, bytes) {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return `${(Math.ceil(bytes / 1e5) / 10).toLocaleString(language === 'en' ? 'en' : 'id', { maximumFractionDigits: 1 })} MB`;
}
