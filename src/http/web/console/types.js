// @ts-check
/** The shapes the agent API sends and the console passes around (API version 1). */

/** @typedef {{id:string,email:string,name:string,role:'agent'|'lead'|'author'|'admin',teams:string[],must_change:boolean,open?:number}} Agent */
/** @typedef {{id:string,name:string,open:number,unassigned:number}} Team */
/** @typedef {'queued'|'assigned'|'pending'|'resolved'} Status */
/** @typedef {'low'|'normal'|'high'|'urgent'} Priority */
/** @typedef {'visitor'|'bot'|'agent'|'system'} Sender */
/**
 * @typedef {{number:string,subject:string,status:Status,priority:Priority,team:string,team_name:string,
 *   assignee:null|{id:string,name:string},requester:string,language:string,channel:string,opened_at:string,
 *   updated_at:string,due_at:string|null,first_replied_at:string|null,snippet:string,last_sender:Sender,last_seq:number}} TicketRow
 */
/**
 * @typedef {{type:'heard',intent:string}|{type:'steps',steps:string[]}
 *   |{type:'article',slug:string,title:string,summary:string,minutes:number,reviewed:string,url:string}
 *   |{type:'choices',choices:{title:string,value:string}[]}
 *   |{type:'letter',text:string}
 *   |{type:'ticket',ticket:{number:string,promise:string}}|{type:'file',file:import('../files/types.js').SentFile}} MessagePart
 */
/** @typedef {{id:string,seq:number,at:string,sender:Sender,name:string,language:string,text:string,client_id?:string,parts:MessagePart[],turn?:number,wary?:boolean}} Message */
/** @typedef {{id:string,at:string,agent:string,text:string,client_id?:string}} Note */
/** @typedef {{at:string,agent:null|string,kind:string,value?:string|null}} HistoryItem */
/**
 * @typedef {{intent:null|{id:string,title:string,confidence:number},reason:string,facts:{label:string,value:string,seq?:number}[],
 *   tried:{title:string,helped:boolean}[],promise:string,why:string}} Brief
 */
/** @typedef {{ticket:TicketRow,conversation:{id:string,status:string},person?:null|{name:string,email:string,proven:'token'|'proxy'|'code'},brief:Brief,messages:Message[],notes:Note[],history:HistoryItem[]}} Detail */
/** @typedef {{mine:number,unassigned:number,all:number}} Counts */
/**
 * @typedef {{text:string,language:string,read_as:string,rewrites:{from:string,to:string,why:string}[],
 *   verdict:'answer'|'clarify'|'unsure'|'hand_off',decided_by:string,matched:{text:string,start:number,end:number}[],
 *   candidates:{intent:string,title:string,score:number,parts:{signal:string,score:number,adds:number}[]}[],confidence:number,gap:number,
 *   cut_offs:{answer:number,clarify:number},revision:string,ruled_out:string[],known:number,
 *   decision:{verdict:'answer'|'clarify'|'unsure'|'hand_off',intent:string|null,confidence:number,by:'words'|'button'|'conversation',choice:string|null,asked:string|null,
 *     meant:null|{title:string,how:'title'|'slip'|'part'|'short'|'number'}},
 *   taught:{intent:string,source:string,text:string}|null}} Explanation
 */
/** @typedef {{id:string,title:string,topic:string,kind:string,team:string|null,priority:Priority|null,flow:string|null}} Matter */
/** @typedef {{when:string[],what:string,says:string[],answers:string[],then:number|null,leaves:boolean}} Step */
/** @typedef {'public'|'note'} Mode */
/** @typedef {{client_id:string,mode:Mode,text:string,files:import('../files/types.js').SentFile[],at:string,state:'sending'|'failed',why?:string}} Outgoing */
/** @typedef {{page:'inbox',view:string,team:string,q:string}|{page:'ticket',number:string}|{page:'content',intent:string}|{page:'people'}|{page:'outbox'}|{page:'settings'}|{page:'missing'}} Route */

export {};
