import type { Words } from '../words.ts';

/** Texts of: choosing a password. */
export const password = (): Words['password'] => ({
  title: 'Escolha uma nova senha',
  newPassword: 'Nova senha',
  again: 'Repita a nova senha',
  save: 'Salvar senha',
  rules: {
    length: (least) => `Pelo menos ${least} caracteres`,
    lower: 'Uma letra minúscula',
    upper: 'Uma letra maiúscula',
    digit: 'Um número',
    symbol: 'Um símbolo, como ! ou ?',
    secret: 'Difícil de adivinhar e fora de qualquer lista de senhas expostas',
    history: (count) =>
      count === 1
        ? 'Diferente da senha que você tem agora'
        : `Diferente das suas últimas ${count} senhas`,
  },
  problems: {
    too_short: (least, has) => `A senha deve ter pelo menos ${least} caracteres. A sua tem ${has}.`,
    too_long: (most) => `A senha deve ter no máximo ${most} caracteres.`,
    missing_lowercase: 'Acrescente uma letra minúscula à senha.',
    missing_uppercase: 'Acrescente uma letra maiúscula à senha.',
    missing_digit: 'Acrescente um número à senha.',
    missing_symbol: 'Acrescente um símbolo à senha, como ! ou ?.',
    too_similar: 'Escolha uma senha menos parecida com o seu nome, o seu endereço e o nosso nome.',
    too_guessable:
      'Aumente a senha ou use várias palavras sem relação entre si. Ela é fácil de adivinhar.',
    too_common: 'Escolha outra senha. Esta é uma das mais comuns, ou começa por uma delas.',
    keyboard_pattern: 'Escolha outra senha. Teclas lado a lado são fáceis de adivinhar.',
    repeats: 'Escolha outra senha. Repetir caracteres acrescenta pouco.',
    sequence: 'Escolha outra senha. Sequências como abc ou 6543 são fáceis de adivinhar.',
    date: 'Escolha outra senha. Datas e anos são fáceis de adivinhar.',
    single_word: 'Use várias palavras na senha. Uma só é fácil de adivinhar.',
    reused: 'Escolha uma senha que você ainda não usou aqui.',
    breached: 'Escolha outra senha. Esta aparece em uma lista de senhas expostas.',
    several: 'Escolha uma senha que cumpra todas as regras.',
    other: 'Escolha outra senha.',
    missing: 'Digite uma senha.',
    different: 'Digite a mesma senha duas vezes. As duas são diferentes.',
  },
  reset: {
    who: (email) =>
      `É para <b>${email}</b>. Ao salvar, encerramos a sua sessão em todos os dispositivos.`,
    deadWhy:
      'Os links de senha funcionam uma só vez e por pouco tempo. Este já foi usado ou expirou. Nada foi alterado na sua conta.',
    saved: 'A sua senha foi salva',
    savedWhat: 'Encerramos a sua sessão em todos os lugares. Entre com a nova senha.',
    confirmedFirst:
      'O seu endereço de e-mail está confirmado. A senha anterior já não funciona, por isso escolha uma agora.',
    usernameGone:
      'Entretanto, outra pessoa ficou com o seu nome de usuário. Você pode escolher outro no seu perfil.',
  },
  forgot: {
    title: 'Obter uma nova senha',
    what: 'Diga-nos o seu endereço de e-mail, e enviaremos um link para escolher uma nova senha.',
    hint: 'Se houver uma conta para este endereço, enviaremos um link.',
    send: 'Receber um link',
    sentTitle: 'Veja a sua caixa de entrada',
    sentTo: (email) =>
      `Se houver uma conta para <b>${email}</b>, enviamos para lá um link para escolher uma nova senha.`,
    sent: 'Se houver uma conta para o seu endereço, enviamos para lá um link para escolher uma nova senha.',
    sentOnce: 'O link funciona uma só vez e por pouco tempo. Você pode fechar esta página.',
    spam: 'Não chegou nada após alguns minutos? Veja na pasta de spam ou envie novamente.',
    again: 'Enviar novamente',
    otherAddress: 'Usar outro endereço',
  },
});
