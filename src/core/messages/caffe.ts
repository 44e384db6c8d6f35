/** Texts about Caffe definition files. */
export const caffeMessages = {} as const;
