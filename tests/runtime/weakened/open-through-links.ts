import * as original from "../../../sys/open-in-root.ts";

export const { Resolve } = original;

const withLinks = (options: original.OpenInRootOptions = {}): original.OpenInRootOptions => ({
  ...options,
  resolve: (options.resolve ?? 0) & ~Resolve.noLinks,
});

/** Follows links, inside of the root, also where there must be none. */
export function tryOpenInRoot(root: number, path: string, options?: original.OpenInRootOptions): number {
  return original.tryOpenInRoot(root, path, withLinks(options));
}

export function openInRoot(root: number, path: string, options?: original.OpenInRootOptions): number {
  return original.openInRoot(root, path, withLinks(options));
}
