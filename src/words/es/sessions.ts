import type { Words } from '../words.ts';

/** Texts of the sessions of an account; devices and places are named here for other pages too. */
export const sessions = (): Words['sessions'] => ({
  intro:
    'Todas las sesiones abiertas en tu cuenta. ¿No reconoces alguna? Ciérrala y después <password>cambia tu contraseña</password>.',
  thisDevice: 'Este dispositivo',
  twoSteps: 'Dos pasos',
  lastUsed: (ago) => `Último uso: ${ago}.`,
  signedIn: (when) => `Inicio de sesión: ${when}.`,
  signedInWith: (when, ways) => `Inicio de sesión: ${when}, con ${ways}.`,
  ways: {
    pwd: 'tu contraseña',
    otp: 'un código',
    email: 'un enlace enviado por correo',
    fed: 'otra de tus cuentas',
    hwk: 'una llave de acceso',
  },
  place: (city, country) => `${city}, ${country}`,
  device: {
    browserOn: (browser, os) => `${browser} en ${os}`,
    browser: (browser) => `${browser} en un sistema desconocido`,
    unknownOn: (os) => `Navegador desconocido en ${os}`,
    unknown: 'Navegador desconocido',
    app: (name) => `App o script (${name})`,
    appleApp: 'App de Apple',
  },
  end: 'Cerrar sesión',
  ended: 'La sesión de ese dispositivo está cerrada',
  endedWhy: 'Tendrá que volver a iniciar sesión.',
  notThere: 'Ese dispositivo ya no tiene la sesión iniciada',
  notThereWhy: 'Puede que se cerrara en otra pestaña, o que se acabara su tiempo.',
  others: {
    open: 'Cerrar sesión en todos los demás',
    title: (count) =>
      count === 1
        ? '¿Cerrar la sesión de tu otro dispositivo?'
        : `¿Cerrar la sesión de otros ${count} dispositivos?`,
    what: 'Tendrás que volver a iniciar sesión ahí. Este dispositivo mantiene su sesión.',
    go: (count) =>
      count === 1
        ? 'Cerrar la sesión de un dispositivo'
        : `Cerrar la sesión de ${count} dispositivos`,
    keep: (count) => (count === 1 ? 'Mantenerla' : 'Mantenerlas'),
    none: 'No tienes más sesiones iniciadas',
    noneWhat: 'Este dispositivo es el único, así que no hay nada que cerrar.',
    back: 'Volver a sesiones',
    done: (count) => {
      if (count === 0) return 'No tenías más sesiones iniciadas';
      return count === 1
        ? 'La sesión de tu otro dispositivo está cerrada'
        : `La sesión de tus otros ${count} dispositivos está cerrada`;
    },
  },
});
