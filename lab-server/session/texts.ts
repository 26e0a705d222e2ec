import type { Text } from "../../labs/text.ts";

/** What the server itself says to a learner. */
export const texts = {
  malformed: (detail: string): Text => ({
    en: `The page sent something that the server does not understand; reload it. ${detail}`,
    fr: `La page a envoyé quelque chose que le serveur ne comprend pas ; rechargez-la. ${detail}`,
  }),
  unknownExercise: (id: string): Text => ({
    en: `There is no exercise called ${id} here. Reload the page: it may be older than the server.`,
    fr: `Il n’y a pas d’exercice nommé ${id} ici. Rechargez la page : elle est peut-être plus ancienne que le serveur.`,
  }),
  notArmed: (id: string): Text => ({
    en: `The exercise ${id} is not on your machine. Start it first.`,
    fr: `L’exercice ${id} n’est pas sur votre machine. Démarrez-le d’abord.`,
  }),
  unknownTerminal: (number: number): Text => ({
    en: `There is no terminal ${number}.`,
    fr: `Il n’y a pas de terminal ${number}.`,
  }),
  tooManyTerminals: (most: number): Text => ({
    en: `At most ${most} terminals can be open. Close one first.`,
    fr: `Au plus ${most} terminaux peuvent être ouverts. Fermez-en un d’abord.`,
  }),
  inputOverflow: {
    en: "That was too much to paste at once: the program does not read it. The rest was left out.",
    fr: "C’était trop à coller d’un coup : le programme ne le lit pas. Le reste a été laissé de côté.",
  },
  noMachine: {
    en: "You have no machine yet. Start one first.",
    fr: "Vous n’avez pas encore de machine. Démarrez-en une d’abord.",
  },
  machineLost: {
    en: "The machine has ended unexpectedly. Start a new one: the exercise and its values stay the same.",
    fr: "La machine s’est arrêtée de façon inattendue. Démarrez-en une nouvelle : l’exercice et ses valeurs restent les mêmes.",
  },
  expired: (minutes: number): Text => ({
    en: `The machine was removed after ${minutes} minutes without input. Start a new one to go on.`,
    fr: `La machine a été retirée après ${minutes} minutes sans saisie. Démarrez-en une nouvelle pour continuer.`,
  }),
  leftQueue: {
    en: "You lost your place in the queue, because no page was open. Start again.",
    fr: "Vous avez perdu votre place dans la file, car aucune page n’était ouverte. Recommencez.",
  },
  diskFull: {
    en: "The server’s disk is full, so no machine can start. Tell whoever runs it to make room, then try again.",
    fr: "Le disque du serveur est plein : aucune machine ne peut démarrer. Prévenez la personne qui s’en occupe, puis réessayez.",
  },
  filledDisk: {
    en: "The server’s disk was nearly full, and your machine had written more to it than any other, so it was removed. Start a new one: the exercise and its values stay the same.",
    fr: "Le disque du serveur était presque plein et votre machine y avait écrit plus que toute autre : elle a été retirée. Démarrez-en une nouvelle : l’exercice et ses valeurs restent les mêmes.",
  },
  cannotStart: {
    en: "The machine could not be started. That is our fault; the server’s log says why. Try again.",
    fr: "La machine n’a pas pu démarrer. C’est notre faute ; le journal du serveur dit pourquoi. Réessayez.",
  },
  cannotArm: (id: string): Text => ({
    en: `The exercise ${id} could not be set up. That is our fault; the server’s log says why. Reset the machine to try again.`,
    fr: `L’exercice ${id} n’a pas pu être préparé. C’est notre faute ; le journal du serveur dit pourquoi. Réinitialisez la machine pour réessayer.`,
  }),
  cannotOpen: {
    en: "The terminal could not be opened: the machine did not answer. Reset it if this goes on.",
    fr: "Le terminal n’a pas pu être ouvert : la machine n’a pas répondu. Réinitialisez-la si cela continue.",
  },
  consoleBusy: {
    en: "The boot console is being watched already, here or by others. Close it here, or try again in a few minutes.",
    fr: "La console de démarrage est déjà regardée, ici ou par d’autres. Fermez-la ici, ou réessayez dans quelques minutes.",
  },
  broken: {
    en: "Something went wrong on the server; its log says what. Try again.",
    fr: "Quelque chose s’est mal passé sur le serveur ; son journal dit quoi. Réessayez.",
  },
} satisfies Record<string, Text | ((...values: never[]) => Text)>;
