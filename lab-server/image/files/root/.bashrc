# Read by every interactive bash. Starts no process, so that a terminal opens quickly under emulation.
case $- in *i*) ;; *) return ;; esac

HISTSIZE=2000
HISTFILESIZE=4000
HISTCONTROL=ignoreboth
shopt -s checkwinsize histappend

# \h is the host name of when the shell started. This one is read anew for each prompt, so that it shows the
# UTS namespace that the shell is in.
PROMPT_COMMAND='{ read -r HOSTNAME </proc/sys/kernel/hostname; } 2>/dev/null'
PS1='\[\e[1;32m\]\u@$HOSTNAME\[\e[0m\]:\[\e[1;34m\]\w\[\e[0m\]\$ '

alias ls='ls --color=auto'
alias ll='ls -l'
alias grep='grep --color=auto'
alias ip='ip -color=auto'
export LESS=-R EDITOR=nano

# Completion is loaded by the first Tab: it takes a good while under emulation. What it then answers for the
# command, 124, makes bash try again.
_load_completion() {
  unset -f _load_completion
  . /usr/share/bash-completion/bash_completion
  _comp_complete_load "$@"
}
complete -D -F _load_completion

# A shell started ahead of its student waits here for a line, then shows its first prompt. Keep this last.
if [ -n "${CLOISON_WARM-}" ]; then unset CLOISON_WARM; IFS= read -rs _; fi
