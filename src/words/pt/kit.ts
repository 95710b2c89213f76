import type { Words } from '../words.ts';

/** Texts of the parts that every page is made of. */
export const kit = (): Words['kit'] => ({
  emailAddress: 'Endereço de e-mail',
  ruleDone: '(cumprido)',
  ruleLater: '(verificamos quando você continuar)',
  strengthWeak: 'Segurança: fraca',
  strengthFair: 'Segurança: média',
  strengthGood: 'Segurança: boa',
  strengthStrong: 'Segurança: forte',
  copy: 'Copiar',
  copied: 'Copiado',
  print: 'Imprimir',
  passkeyCancelled:
    'A operação não foi concluída. Tente novamente quando quiser ou escolha outra forma.',
  passkeyKnown: 'Este dispositivo já tem uma chave de acesso para a sua conta.',
  passkeyFailed: 'Essa chave de acesso não funcionou aqui. Tente novamente ou escolha outra forma.',
  passkeyMissing:
    'Este navegador não permite usar chaves de acesso. Tente outro navegador ou dispositivo.',
  passkeyNeedsScript:
    'As chaves de acesso precisam de JavaScript, que está desativado neste navegador.',
});
