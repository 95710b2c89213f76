import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Ninguna app puede usar tu cuenta',
    what: 'Cuando permitas que una app use tu nombre o tu correo electrónico, aparecerá aquí.',
    activity: 'Mira lo que ha pasado en tu cuenta en <activity>Actividad</activity>.',
  },
  intro: 'Tus datos son tuyos: haz una copia, o vete y llévatelos todos.',
  download: {
    title: 'Descarga tus datos',
    what: 'Todo lo que guardamos sobre ti en un archivo: tu perfil, cómo inicias sesión, tus dispositivos y tu actividad. Es un archivo JSON, que otros servicios pueden leer.',
    proof: 'Antes te pediremos que confirmes que eres tú.',
    go: 'Descargar mis datos',
    ready: 'Gracias. Ya puedes descargar tus datos.',
  },
  erase: {
    title: 'Borra tu cuenta',
    what: 'Tu cuenta desaparece para siempre, con todo lo que contiene.',
    open: 'Borrar mi cuenta',
    consequences: 'Ocurre de inmediato y no se puede deshacer:',
    sessions: 'Se cierra tu sesión en todos los dispositivos.',
    profile:
      'Se eliminan tu perfil, tu contraseña, tus llaves de acceso y tus códigos de recuperación.',
    apps: (app) =>
      `Ya no podrás iniciar sesión en ${app}, ni en los sitios donde usabas esta cuenta.`,
    records: 'Los registros de lo que pasó se conservan un tiempo, sin nada que te nombre.',
    address: 'Enviamos un último correo a <email></email>.',
    copy: '¿Quieres antes una copia? <download>Descarga tus datos</download>.',
    sure: 'Entiendo que mi cuenta no se podrá recuperar',
    sureMissing: 'Marca la casilla para continuar: el borrado no se puede deshacer.',
    password: 'Tu contraseña',
    passwordMissing: 'Escribe tu contraseña.',
    passwordWrong: 'Esa no es tu contraseña. Vuelve a escribirla.',
    locked: 'Demasiadas contraseñas incorrectas',
    lockedWhat: (span) => `Espera ${span} y vuelve a intentarlo. Tu cuenta no ha cambiado.`,
    last: 'No hay más administradores que tú',
    lastWhat: 'Nombra primero a otra persona como administradora y después borra tu cuenta.',
    keep: 'Conservar mi cuenta',
  },
  goodbye: {
    title: 'Tu cuenta se ha borrado',
    what: 'Tu sesión está cerrada en todas partes, y se ha eliminado todo lo que había en tu cuenta.',
    again: 'Puedes crear una cuenta nueva cuando quieras.',
    signUp: 'Crear una cuenta nueva',
  },
});
