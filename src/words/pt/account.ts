import type { Words } from '../words.ts';

/** Texts of the pages of an account, and of its profile. */
export const account = (): Words['account'] => ({
  yours: 'Conta',
  pages: {
    profile: 'Perfil',
    security: 'Segurança',
    sessions: 'Sessões',
    activity: 'Atividade',
    connections: 'Conexões',
    data: 'Os seus dados',
  },
  save: 'Salvar alterações',
  profile: {
    intro: 'O seu nome, e como as páginas e os e-mails são escritos para você.',
    saved: 'O seu perfil foi salvo',
    about: 'Sobre você',
    firstName: 'Nome',
    lastName: 'Sobrenome',
    displayName: 'Como tratamos você',
    displayNameHint: 'Se ficar vazio, usamos o seu nome e sobrenome.',
    timezone: 'Fuso horário',
    timezoneHint: 'As horas nas páginas e nos e-mails são mostradas neste fuso.',
    language: 'Idioma',
    languageHint: 'As páginas e os e-mails são escritos neste idioma.',
    languageOfBrowser: 'O que o meu navegador pede',
    problems: {
      name: 'Use no máximo 150 letras, em uma só linha.',
      timezone: 'Escolha um fuso horário da lista.',
      locale: 'Escolha um idioma da lista.',
    },
  },
  names: {
    title: 'Como você entra',
    email: 'Endereço de e-mail',
    confirmed: 'Confirmado',
    notConfirmed: 'Ainda não confirmado',
    changeEmail: 'Alterar o endereço de e-mail',
    username: 'Nome de usuário',
    noUsername: 'Você não tem nenhum. Você entra com o seu endereço de e-mail.',
    changeUsername: 'Alterar o nome de usuário',
    chooseUsername: 'Escolher um nome de usuário',
  },
  username: {
    title: 'Altere o seu nome de usuário',
    chooseTitle: 'Escolha um nome de usuário',
    ask: 'Você pode entrar com ele em vez do seu endereço de e-mail.',
    hint: 'De 3 a 30 letras, dígitos, pontos, hífenes ou sublinhados. Se ficar vazio, você não terá nenhum.',
    saved: 'O seu nome de usuário foi salvo',
    problems: {
      form: 'Use de 3 a 30 letras, dígitos, pontos, hífenes ou sublinhados, com uma letra ou um dígito no início e no fim.',
      taken: 'Escolha outro nome de usuário. Este já é de outra pessoa.',
    },
  },
  email: {
    title: 'Altere o seu endereço de e-mail',
    now: 'A sua conta tem o endereço <b></b>.',
    ask: 'Enviaremos um link para o novo endereço. A sua conta muda quando você o abrir, não antes.',
    undo: 'Também avisamos o seu endereço atual, com um link que permite desfazer a alteração durante três dias.',
    newEmail: 'Novo endereço de e-mail',
    password: 'A sua senha',
    send: 'Receber um link',
    sent: 'Veja a caixa de entrada do seu novo endereço',
    sentWhat: 'Enviamos um link para <b></b>. Abra-o para concluir a alteração.',
    noPassword: 'Crie primeiro uma senha',
    noPasswordWhy:
      'Só quem sabe a sua senha pode alterar o seu endereço, e a sua conta não tem nenhuma.',
    problems: {
      form: 'Digite um endereço de e-mail completo, como nome@example.com.',
      unchanged: 'Digite outro endereço. Este é o que a sua conta já tem.',
    },
  },
});
