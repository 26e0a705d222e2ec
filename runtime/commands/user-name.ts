/** The name that a passwd file (passwd(5)) has for a user, or "#" and the number. */
export function userName(uid: number, passwd: string): string {
  for (const line of passwd.split("\n")) {
    const [name, , number] = line.split(":");
    if (name && number === String(uid)) return name;
  }
  return `#${uid}`;
}
