import type { Words } from '../words.ts';

/** Texts of connections, of downloading and of erasing an account. */
export const data = (): Words['data'] => ({
  connections: {
    none: 'Nenhum aplicativo pode usar a sua conta',
    what: 'Quando você deixar um aplicativo usar o seu nome ou endereço de e-mail, ele aparecerá aqui.',
    activity: 'Veja o que aconteceu na sua conta em <activity>Atividade</activity>.',
  },
  intro: 'Os seus dados são seus: faça uma cópia, ou saia e leve tudo com você.',
  download: {
    title: 'Faça o download dos seus dados',
    what: 'Tudo o que guardamos sobre você em um só documento: o seu perfil, como você entra, os seus dispositivos e a sua atividade. Está no formato JSON, que outros serviços podem ler.',
    proof: 'Antes, vamos pedir que confirme que é você.',
    go: 'Fazer o download dos meus dados',
    ready: 'Pronto. Você já pode fazer o download dos seus dados.',
  },
  erase: {
    title: 'Apague a sua conta',
    what: 'A sua conta desaparece para sempre, com tudo o que há nela.',
    open: 'Apagar a minha conta',
    consequences: 'Isto acontece imediatamente e não pode ser desfeito:',
    sessions: 'A sua sessão é encerrada em todos os dispositivos.',
    profile:
      'O seu perfil, a senha, as chaves de acesso e os códigos de recuperação são eliminados.',
    apps: (app) => `Você não poderá mais entrar em ${app}, nem nos lugares onde usava esta conta.`,
    records:
      'O histórico do que aconteceu fica guardado algum tempo, sem nada que identifique você.',
    address: 'Enviamos um último e-mail para <email></email>.',
    copy: 'Quer uma cópia antes? <download>Faça o download dos seus dados</download>.',
    sure: 'Compreendo que a minha conta não poderá ser recuperada',
    sureMissing: 'Marque a caixa para continuar: apagar a conta não pode ser desfeito.',
    password: 'A sua senha',
    passwordMissing: 'Digite a sua senha.',
    passwordWrong: 'Essa não é a sua senha. Digite-a novamente.',
    locked: 'Muitas senhas erradas',
    lockedWhat: (span) => `Espere ${span} e tente novamente. A sua conta não foi alterada.`,
    last: 'Não há mais administradores além de você',
    lastWhat: 'Torne primeiro outra pessoa administradora e depois apague a sua conta.',
    keep: 'Manter a minha conta',
  },
  goodbye: {
    title: 'A sua conta foi apagada',
    what: 'A sua sessão foi encerrada em todos os lugares, e tudo o que havia na sua conta foi eliminado.',
    again: 'Você pode criar uma nova conta quando quiser.',
    signUp: 'Criar uma nova conta',
  },
});
