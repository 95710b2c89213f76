import type { Words } from '../words.ts';

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Elige una contraseña nueva',
  newPassword: 'Contraseña nueva',
  again: 'Repite la contraseña nueva',
  save: 'Guardar contraseña',
  rules: {
    length: (least) => `Al menos ${least} caracteres`,
    lower: 'Una letra minúscula',
    upper: 'Una letra mayúscula',
    digit: 'Un número',
    symbol: 'Un símbolo, como ! o ?',
    secret: 'Difícil de adivinar y en ninguna lista de contraseñas filtradas',
    history: (count) =>
      count === 1
        ? 'Distinta de la contraseña que tienes ahora'
        : `Distinta de tus últimas ${count} contraseñas`,
  },
  problems: {
    too_short: (least, has) =>
      `La contraseña debe tener al menos ${least} caracteres. La tuya tiene ${has}.`,
    too_long: (most) => `La contraseña debe tener como máximo ${most} caracteres.`,
    missing_lowercase: 'Añade una letra minúscula a la contraseña.',
    missing_uppercase: 'Añade una letra mayúscula a la contraseña.',
    missing_digit: 'Añade un número a la contraseña.',
    missing_symbol: 'Añade un símbolo a la contraseña, como ! o ?.',
    too_similar:
      'Elige una contraseña que se parezca menos a tu nombre, tu dirección y nuestro nombre.',
    too_guessable:
      'Alarga la contraseña o usa varias palabras sin relación entre sí. Es fácil de adivinar.',
    too_common: 'Elige otra contraseña. Es una de las más comunes, o empieza por una de ellas.',
    keyboard_pattern: 'Elige otra contraseña. Las teclas contiguas son fáciles de adivinar.',
    repeats: 'Elige otra contraseña. Repetir caracteres aporta poco.',
    sequence: 'Elige otra contraseña. Las series como abc o 6543 son fáciles de adivinar.',
    date: 'Elige otra contraseña. Las fechas y los años son fáciles de adivinar.',
    single_word: 'Usa varias palabras para la contraseña. Una sola es fácil de adivinar.',
    reused: 'Elige una contraseña que no hayas usado aquí antes.',
    breached: 'Elige otra contraseña. Esta aparece en una lista de contraseñas filtradas.',
    several: 'Elige una contraseña que cumpla todas las reglas.',
    other: 'Elige otra contraseña.',
    missing: 'Escribe una contraseña.',
    different: 'Escribe la misma contraseña dos veces. Las dos son distintas.',
  },
  reset: {
    who: (email) =>
      `Es para <b>${email}</b>. Al guardarla, cerramos tu sesión en todos los dispositivos.`,
    deadWhy:
      'Los enlaces de contraseña sirven una sola vez y por poco tiempo. Este ya se ha usado o ha caducado. No ha cambiado nada en tu cuenta.',
    saved: 'Tu contraseña está guardada',
    savedWhat: 'Hemos cerrado tu sesión en todas partes. Inicia sesión con tu contraseña nueva.',
    confirmedFirst:
      'Tu correo electrónico está confirmado. La contraseña anterior ya no sirve, así que elige una ahora.',
    usernameGone:
      'Mientras tanto, otra persona ha tomado tu nombre de usuario. Puedes elegir otro en tu perfil.',
  },
  forgot: {
    title: 'Obtener una contraseña nueva',
    what: 'Dinos tu correo electrónico y te enviaremos un enlace para elegir una contraseña nueva.',
    hint: 'Si hay una cuenta para esta dirección, enviaremos un enlace.',
    send: 'Recibir un enlace',
    sentTitle: 'Revisa tu bandeja de entrada',
    sentTo: (email) =>
      `Si hay una cuenta para <b>${email}</b>, le hemos enviado un enlace para elegir una contraseña nueva.`,
    sent: 'Si hay una cuenta para tu dirección, le hemos enviado un enlace para elegir una contraseña nueva.',
    sentOnce: 'El enlace sirve una sola vez y por poco tiempo. Puedes cerrar esta página.',
    spam: '¿No ha llegado nada tras unos minutos? Busca en la carpeta de spam o vuelve a enviarlo.',
    again: 'Volver a enviarlo',
    otherAddress: 'Usar otra dirección',
  },
});
