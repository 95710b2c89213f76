import type { Words } from '../words.ts';

/** Texts of: mails with a link or a code. `app` is the company's name, `when` a moment in words. */
export const mails = (): Words['mails'] => ({
  itself: 'e-mail',
  wasNotYou: 'Não foi você?',
  copyAddress: 'Ou copie este endereço para o seu navegador:',
  foot: (app) => `Enviado por ${app}. Nunca pedimos a sua senha nem os seus códigos.`,
  where: {
    browser: (browser, system) => `${browser} em ${system}`,
    unknownBrowser: 'navegador desconhecido',
    unknownSystem: 'sistema desconhecido',
    appleApp: 'aplicativo da Apple',
    script: (name) => `aplicativo ou script (${name})`,
    inCountry: (device, country) => `${device}, ${country}`,
    withAddress: (place, address) => `${place} (${address})`,
    administrator: 'um administrador',
    operator: 'linha de comando',
  },
  chooseNewPassword: 'Escolher uma nova senha',
  openSecurity: 'Abrir as configurações de segurança',
  signIn: 'Entrar',

  verification: {
    subject: (app) => `Confirme o seu endereço de e-mail para ${app}`,
    what: (app) =>
      `Alguém usou este endereço de e-mail para criar uma conta ${app}. Se foi você, confirme que o endereço é seu:`,
    button: 'Confirmar o meu endereço de e-mail',
    limit: (when) => `O link funciona uma só vez, até ${when}.`,
    code: (when) => `Se for pedido um código, digite este. Ele funciona até ${when}:`,
    wasNotYou: (where) =>
      `Você pode ignorar este e-mail: sem o link ou o código, ninguém pode usar a conta. Origem do pedido: ${where}.`,
  },
  alreadyRegistered: {
    subject: (app) => `Você já tem uma conta ${app}`,
    what: (app) =>
      `Alguém tentou criar uma conta ${app} com o seu endereço de e-mail, mas você já tem uma. Nada foi alterado.`,
    next: 'Se foi você, entre com este endereço. Se esqueceu a senha, escolha uma nova:',
    wasNotYou: (where) => `Você pode ignorar este e-mail. Origem do pedido: ${where}.`,
  },
  reset: {
    subject: (app) => `Redefina a sua senha de ${app}`,
    what: (app) =>
      `Alguém pediu uma nova senha para a sua conta ${app}. Se foi você, escolha uma aqui:`,
    official: (app) =>
      `Os responsáveis por ${app} pedem que você escolha uma nova senha para a sua conta. Até lá, não é possível entrar com senha. Escolha uma aqui:`,
    connected: (providers) =>
      `Também é possível entrar na sua conta com: ${providers}. Se não reconhecer algum deles, remova-o na sua conta depois de escolher a senha.`,
    limit: (when) =>
      `O link funciona uma só vez, até ${when}. Quando você salvar a nova senha, encerraremos a sua sessão em todos os lugares.`,
    wasNotYou: (where) =>
      `Você pode ignorar este e-mail: nada muda se o link não for usado. Origem do pedido: ${where}.`,
  },
  code: {
    limit: (when) => `O código funciona uma só vez, até ${when}.`,
    came: (where) => `Origem do pedido: ${where}. Não dê o código a ninguém.`,
    signIn: {
      subject: (app) => `O seu código para entrar em ${app}`,
      what: (app) => `Digite este código para entrar em ${app}:`,
      wasNotYou: 'Você pode ignorar este e-mail: sem o código, ninguém entra.',
    },
    reset: {
      subject: (app) => `O seu código para redefinir a senha de ${app}`,
      what: (app) => `Digite este código para redefinir a sua senha de ${app}:`,
      wasNotYou: 'Você pode ignorar este e-mail: nada muda se o código não for usado.',
    },
    secondStep: {
      subject: (app) => `O seu código para concluir a entrada em ${app}`,
      what: (app) => `Digite este código para concluir a entrada em ${app}:`,
      wasNotYou:
        'Alguém sabe a sua senha. Essa pessoa não pode entrar sem o código, mas escolha agora uma nova senha.',
    },
    stepUp: {
      subject: (app) => `O seu código para confirmar que é você em ${app}`,
      what: (app) => `Digite este código para confirmar que é você em ${app}:`,
      wasNotYou:
        'Alguém tem sessão iniciada na sua conta. Escolha uma nova senha para encerrar todas as sessões.',
    },
    address: {
      subject: (app) => `O seu código para confirmar o seu endereço de e-mail em ${app}`,
      what: (app, provider) =>
        `Alguém veio de ${provider} para ${app} e indicou este endereço de e-mail. Se foi você, digite este código para confirmar que o endereço é seu:`,
      wasNotYou: 'Pode ignorar este e-mail: sem o código, ninguém pode usar o seu endereço.',
    },
  },
  emailChange: {
    subject: (app) => `Confirme o seu novo endereço de e-mail para ${app}`,
    what: (app) =>
      `Alguém pediu para passar uma conta ${app} para este endereço de e-mail. Se foi você, confirme que o endereço é seu:`,
    button: 'Usar este endereço',
    limit: (when) => `O link funciona uma só vez, até ${when}.`,
    wasNotYou: (where) =>
      `Você pode ignorar este e-mail: sem o link, a conta mantém o endereço atual. Origem do pedido: ${where}.`,
  },
  addressInUse: {
    subject: (app) => `O seu endereço de e-mail já pertence a uma conta ${app}`,
    what: (app) =>
      `Alguém tentou passar outra conta ${app} para este endereço de e-mail, mas o endereço já tem a sua própria conta. Nada foi alterado.`,
    next: 'Se foi você, entre com este endereço:',
    wasNotYou: (where) => `Você pode ignorar este e-mail. Origem do pedido: ${where}.`,
  },
  emailNotice: {
    asked: {
      subject: (app) => `O endereço de e-mail da sua conta ${app} vai mudar`,
      what: (where, when) =>
        `Alguém que tem sessão iniciada na sua conta e sabe a sua senha pediu para passá-la para outro endereço de e-mail. Origem do pedido: ${where}. Data: ${when}.`,
      next: 'Se foi você, abra o e-mail que enviamos para o novo endereço. Nada muda até que você confirme lá.',
    },
    done: {
      subject: (app) => `O endereço de e-mail da sua conta ${app} foi alterado`,
      what: (where, when) =>
        `A sua conta tem agora outro endereço de e-mail, e passamos a escrever para lá. Origem da confirmação do novo endereço: ${where}. Data: ${when}.`,
      next: 'Se foi você, use o novo endereço na próxima vez que entrar.',
    },
    wasNotYou:
      'Outra pessoa sabe a sua senha. Você pode manter este endereço. Nesse caso, encerramos todas as sessões e enviamos por e-mail um link para escolher uma nova senha.',
    button: 'Manter este endereço',
    limit: (when) => `O link funciona uma só vez, até ${when}.`,
  },
  erased: {
    subject: (app) => `A sua conta ${app} foi apagada`,
    what: 'A sua conta e tudo o que havia nela desapareceram e não podem ser recuperados.',
    byAdministrator: (when) => `Um administrador apagou a conta. Data: ${when}.`,
    came: (where, when) => `Origem do pedido: ${where}. Data: ${when}.`,
    wasNotYou:
      'Alguém sabe a senha que você tinha aqui. Se a usa em algum outro lugar, altere-a lá agora.',
  },
});
