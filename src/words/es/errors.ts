import type { Words } from '../words.ts';

/** Texts of: errors that a whole page is about, limits, `/`. */
export const errors = (): Words['errors'] => ({
  cookiesOff: 'Tu navegador no envió nuestra cookie',
  cookiesOffWhy:
    'Necesitamos una cookie para saber que este formulario es tuyo. Permite las cookies de este sitio en la configuración de tu navegador y vuelve a abrir la página.',
  outOfDate: 'Esta página ya no está al día',
  outOfDateWhy:
    'Quizá iniciaste o cerraste sesión en otra pestaña, o la página estuvo abierta mucho tiempo. Vuelve a abrirla y continúa desde ahí.',
  nothingChanged: 'No se ha cambiado nada',
  openAgain: 'Volver a abrir la página',
  tooMany: 'Demasiados intentos',
  tooManyWhy: (wait) =>
    `Ha habido demasiadas solicitudes tuyas o de tu red. Vuelve a intentarlo en ${wait}.`,
  notFound: 'No encontramos esa página',
  notFoundWhy:
    'Puede que la dirección esté mal escrita o que la página haya cambiado de sitio. Si seguiste un enlace de un correo, vuelve a abrir el correo y usa el enlace completo.',
  notAllowed: 'No puedes abrir esta página',
  notAllowedWhy: 'Tu cuenta no tiene permiso para verla, o no se puede abrir de esta forma.',
  signInFirst: 'Primero inicia sesión',
  signInFirstWhy: 'Esta página es para quienes han iniciado sesión.',
  refused: 'No pudimos hacerlo',
  refusedWhy:
    'Lo que envió tu navegador no es lo que esta página espera. Vuelve a abrir la página.',
  busy: 'No podemos hacerlo en este momento',
  busyWhy:
    'Una parte de nuestro servicio no responde. No se ha perdido nada: vuelve a intentarlo en unos segundos.',
  fault: 'Algo falló por nuestra parte',
  faultWhy: 'Ya hemos recibido el aviso. Vuelve a intentarlo en unos minutos.',
  root: {
    title: (app) => `Tu cuenta de ${app}`,
    what: 'Aquí inicias sesión y cuidas tu cuenta: contraseña, llaves de acceso, dispositivos y datos.',
    signIn: 'Iniciar sesión',
    signUp: 'Crear una cuenta',
    developers: 'Para desarrolladores',
    documents:
      'Este servicio tiene una API. <docs>Pruébala en el navegador</docs>, lee su <reference>referencia</reference> o descarga su <schema>documento OpenAPI</schema>.',
    collections:
      'Las mismas solicitudes están disponibles para <postman>Postman</postman> y como <http>archivo .http</http>.',
  },
  toAccount: 'Ir a tu cuenta',
  toSignIn: 'Ir al inicio de sesión',
  tryAgain: 'Volver a intentarlo',
  quote: '¿Sigues sin poder avanzar? <help>Pide ayuda</help> e indica <id>el identificador</id>.',
  quoteAlone: 'Si pides ayuda, indica <id>el identificador</id>.',
});
