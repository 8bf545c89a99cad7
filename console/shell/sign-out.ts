import { createContext, useContext } from 'react';

const SignOutContext = createContext<() => void>(() => {});
export const SignOutProvider = SignOutContext.Provider;
export const useSignOut = () => useContext(SignOutContext);
